export type { WindowOptions } from '../client/popup.js'
export { type FinishOptions, finishPopup } from './finish-popup.js'
export { loginWithPopup, type PopupOptions } from './login-with-popup.js'
