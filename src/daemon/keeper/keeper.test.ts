import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findAccount } from '../../net/account.ts'
import { ownRights, readPreferences, startKeeper } from './keeper.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'assay-keeper-'))
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => path.join(folder, name)
writeFileSync(at('template'), '# mine\n')

describe.each([
  ['the daemon itself', ownRights],
  ['a process apart', startKeeper()],
])('%s', (name, keeper) => {
  afterAll(() => keeper.close())
  const file = at(`${name}.pid`)

  test('writes and removes a PID file', async () => {
    expect(await keeper.perform({ type: 'write-pid', file, pid: 17 })).toEqual({ type: 'done' })
    expect(readFileSync(file, 'utf8')).toBe('17\n')
    expect(await keeper.perform({ type: 'remove', file })).toEqual({ type: 'done' })
    expect(existsSync(file)).toBe(false)
    expect(await keeper.perform({ type: 'remove', file })).toMatchObject({ type: 'failed' })
  })

  test('reads preferences, and makes them where asked', async () => {
    const prefs = at(`${name}/.spamassassin/user_prefs`)
    const owner = undefined
    expect(await readPreferences(keeper, { file: prefs, owner, template: undefined })).toEqual({ text: undefined })
    expect(existsSync(prefs)).toBe(false)
    const made = await readPreferences(keeper, { file: prefs, owner, template: at('template') })
    expect(made).toEqual({ text: '# mine\n', made: 'created' })
    expect(statSync(path.dirname(prefs)).mode & 0o777).toBe(0o700)
    expect(await readPreferences(keeper, { file: prefs, owner, template: at('template') })).toEqual({
      text: '# mine\n',
    })
  })

  test.skipIf(process.geteuid?.() !== 0)('with the rights of their owner only', async () => {
    const owner = findAccount('nobody')
    if (!owner) throw new Error('there is no nobody here')
    const home = at(`${name} home`)
    mkdirSync(home, { mode: 0o700 })
    chownSync(home, owner.uid, owner.gid)
    writeFileSync(at('secret'), 'secret', { mode: 0o600 })
    symlinkSync(at('secret'), path.join(home, 'link'))
    const read = (file: string) => readPreferences(keeper, { file, owner, template: undefined })
    expect((await read(path.join(home, 'link'))).text).toBeUndefined()
    const made = await readPreferences(keeper, {
      file: path.join(home, 'sub/user_prefs'),
      owner,
      template: at('template'),
    })
    expect(made.made).toBe('created')
    expect(statSync(path.join(home, 'sub/user_prefs')).uid).toBe(owner.uid)
    expect(process.geteuid?.()).toBe(0)
  })
})
