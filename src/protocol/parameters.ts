/**
 * A scope, or several that are separated by spaces. An editor suggests those of OpenID Connect (Core,
 * sections 3.1.2.1, 5.4 and 11), and any other string is a scope as well.
 */
export type Scope = 'openid' | 'profile' | 'email' | 'address' | 'phone' | 'offline_access' | (string & {})

/**
 * What the server has to ask the person. `none`: nothing, and the login fails where it would have to.
 * `login`: to sign in again. `consent`: to agree again. `select_account`: to choose an account. `create`: to
 * make one (OpenID Connect Core, section 3.1.2.1; Initiating User Registration 1.0, section 4). A server may
 * know further values.
 */
export type Prompt = 'none' | 'login' | 'consent' | 'select_account' | 'create' | (string & {})
