/** The text of each generated file, by its path. */
export function logoFiles(): ReadonlyMap<string, string>
