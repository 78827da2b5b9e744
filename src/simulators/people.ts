/** Who can be signed in as. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly login: string
  readonly email: string
  readonly picture: string
}

export const people: readonly Person[] = [
  {
    id: '1815',
    name: 'Ada Lovelace',
    login: 'ada',
    email: 'ada@example.com',
    picture: 'https://example.com/ada.png',
  },
  {
    id: '1906',
    name: 'Grace Hopper',
    login: 'grace',
    email: 'grace@example.com',
    picture: 'https://example.com/grace.png',
  },
]
