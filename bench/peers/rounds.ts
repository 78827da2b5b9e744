/** How often something is measured: as often as usual, or `ROUNDS` times for a quick look. */
export function roundsOf(usual: number): number {
  return Number(process.env.ROUNDS ?? usual)
}
