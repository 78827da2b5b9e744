// The app of the playgrounds. What stands between the region comments is shown to the reader.

import {
  type Claims,
  type Client,
  type ClientEvent,
  type ClientOptions,
  createClient,
} from '../../src/index.js'

export const api = 'https://api.example'

/** Starts the app on a page. */
export async function startApp(
  effects: NonNullable<ClientOptions['effects']>,
  onEvent: (event: ClientEvent<Claims>) => void,
): Promise<Client> {
  // #region start
  const auth = createClient({
    issuer: 'https://login.example',
    clientId: 'app',
    scope: 'openid profile offline_access',
    apis: ['https://api.example'], // the only places a token is sent to
    remember: 'browser', // in all tabs, and through a restart
    onEvent, // what the list on this page shows
    effects, // here alone: a tab, a clock and a network in memory
  })
  await auth.start()
  // #endregion start
  return auth
}
