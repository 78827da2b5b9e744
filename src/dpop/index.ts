export type { Dpop } from '../client/dpop-option.js'
export { type DpopOptions, dpop } from './dpop.js'
