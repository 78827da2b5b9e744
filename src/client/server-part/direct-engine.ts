/** Handed over and not imported: bundlers would take it apart, and a page without a server part would load the pieces one by one. */
export type DirectEngine = typeof import('../engine.js')
