// A single-page app: nothing is rendered on a server, which has no session.
export const ssr = false
