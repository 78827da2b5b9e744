import type { Context } from './context.js'

const key = 'hallpass1 tab'

/**
 * For `remember: 'tab'`: a duplicated tab and a child window begin with a copy of sessionStorage. Both using one rotating
 * refresh token would end the session of both (RFC 9700, section 4.14.2), so the copy gives it up, and goes on with its access token
 * while that lives.
 */
export async function claimTab<User>({ effects: { page, storage }, vault, current }: Context<User>): Promise<void> {
  const newId = (): string => {
    const id = crypto.randomUUID()
    storage.tab.set(key, id)
    return id
  }
  try {
    if (!page || (await page.ownsTab(storage.tab.get(key) ?? newId()))) return
    await page.ownsTab(newId())
  } catch {
    // No sessionStorage, no copy of it.
    return
  }
  const record = await vault.read()
  if (!record?.refreshToken) return
  const { refreshToken, ...rest } = record
  const copy = { ...rest, renewable: false, revision: crypto.randomUUID() }
  await vault.replace(copy)
  await current.show(copy, 'restored')
}
