import { spawnSync } from 'node:child_process'

/**
 * Runs an installer and shows what it says only if it fails. A failure is not the end: whether the thing is
 * there is looked at afterwards, and explained once.
 *
 * @param {string} command
 * @param {readonly string[]} args
 */
export function runQuietly(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) console.error(`${command} ${args.join(' ')}\n${error?.message ?? `${stdout}${stderr}`}`)
}
