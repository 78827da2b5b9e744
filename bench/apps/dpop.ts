import { createClient } from 'hallpass'
import { dpop } from 'hallpass/dpop'
import type { BenchApp } from './settings.js'

const { issuer, clientId, api } = window.settings
const scope = 'openid profile offline_access'
const auth = createClient({ issuer, clientId, scope, apis: [api], remember: 'tab', dpop: dpop() })
void auth.start()

export const token = (): Promise<string> => auth.accessToken()
export const fetch: BenchApp['fetch'] = auth.fetch
export const login: BenchApp['login'] = auth.login
