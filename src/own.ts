/**
 * The object's own members and no others. What is read from the copy was written into this very object:
 * something that another script has put on `Object.prototype` (prototype pollution) is nobody's option,
 * endpoint or token. Without an object: a copy without members.
 */
export function own<T extends object>(value: T | null | undefined): T {
  return Object.assign(Object.create(null), value)
}

/** The same for members that may be absent: those that are `undefined` are left out. */
export function defined<T extends object>(value: { readonly [Name in keyof T]: T[Name] | undefined }): T {
  const members = own(value) as T
  for (const name in members) if (members[name] === undefined) delete members[name]
  return members
}

/**
 * The same as `own` for what a platform function reads, which takes instances of classes as well: a `Request`
 * as the options of another one has its members from its prototype, and stays as it is.
 */
export function ownInit<T extends object | undefined>(init: T): T {
  const prototype = init && Object.getPrototypeOf(init)
  return init && !(prototype && Object.getPrototypeOf(prototype)) ? own(init) : init
}
