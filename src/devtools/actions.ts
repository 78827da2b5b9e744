import type { SessionRecord, StoredToken } from '../session/record.js'
import type { WatchedClient } from './watch-client.js'

/** What a person can do with the session in the panel. Each resolves to what was done, in plain words. */
export interface Actions {
  renew(): Promise<string>
  expire(): Promise<string>
  forgetAccessTokens(): Promise<string>
  signOut(): Promise<string>
  switchNetwork(): Promise<string>
}

export function createActions({ client, inside, log, ...watched }: WatchedClient): Actions {
  const { clock } = inside.context.effects

  function note(text: string): string {
    log.addEvent({ at: clock.now(), type: 'devtools', level: 'notice', text })
    return text
  }

  /** Changes the stored session, as the same session, and shows what is stored then. */
  async function change(
    tokensOf: (record: SessionRecord) => Readonly<Record<string, StoredToken>>,
  ): Promise<boolean> {
    const { vault, current } = inside.context
    const record = current.record() && (await vault.read())
    if (!record) return false
    const next = { ...record, tokens: tokensOf(record) }
    await vault.replaceIfSame(record, next)
    await current.show(next, 'restored')
    return true
  }

  const nobody = 'Nobody is signed in.'

  return {
    async renew() {
      await inside.renew()
      return note('The access token was renewed by hand.')
    },
    async expire() {
      const expired = await change(({ tokens }) =>
        Object.fromEntries(
          Object.entries(tokens).map(([key, token]) => {
            const { expiresInMs = 3_600_000 } = token
            return [key, { ...token, expiresInMs, receivedAt: clock.now() - expiresInMs - 1000 }]
          }),
        ),
      )
      if (!expired) return nobody
      return note('The access tokens count as expired, in this tab and in storage. The next call renews.')
    },
    async forgetAccessTokens() {
      if (!(await change(() => ({})))) return nobody
      return note('The access tokens were forgotten, in this tab and in storage. The next call renews.')
    },
    async signOut() {
      note('Signed out by hand.')
      await client.logout()
      return 'Signed out.'
    },
    async switchNetwork() {
      const offline = !watched.isOffline()
      watched.setOffline(offline)
      return offline ? 'This client has no network now.' : 'This client has a network again.'
    },
  }
}
