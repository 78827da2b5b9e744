export declare function isDebian(): boolean

/** Only root may, and only on Debian. */
export declare function canInstallFromDebian(): boolean

/** Quietly; whether they are there afterwards is for the caller to look at. */
export declare function installFromDebian(packages: readonly string[]): void
