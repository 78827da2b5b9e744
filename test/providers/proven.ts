/**
 * What a test signs in at, against its simulator: `direct.test.ts` and `through-server.test.ts` hold it to
 * that.
 */
export const proven: Readonly<Record<'direct' | 'mediated' | 'exchange', readonly string[]>> = {
  direct: [
    'spotify',
    'discord',
    'gitlab',
    'microsoft',
    'dropbox',
    'hugging-face',
    'facebook',
    'openrouter',
    'mastodon',
  ],
  mediated: [
    'google',
    'github',
    'facebook',
    'twitch',
    'linkedin',
    'x',
    'bitbucket',
    'slack',
    'reddit',
    'apple',
  ],
  exchange: ['google', 'github'],
}
