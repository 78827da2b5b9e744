export type { PopupOptions } from '../client/popup.js'
export { type FinishOptions, finishPopup } from './finish-popup.js'
export { loginWithPopup } from './login-with-popup.js'
