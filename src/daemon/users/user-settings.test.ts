import { describe, expect, test } from 'vitest'
import type { Account } from '../../net/account.ts'
import { type UserOptions, type UserServices, UserSettings, virtualDirectory } from './user-settings.ts'

// Expected directories, lines and choices are spamd's (handle_user_*).

test.each([
  ['/v/%u', 'jo@example.com', '/v/jo@example.com'],
  ['/v/%d/%l', 'jo@example.com', '/v/example.com/jo'],
  ['/v/%d/%l', 'jo', '/v//'],
  ['/v/%%/%u', 'jo', '/v/%/jo'],
  ['/v/%u', '../../etc', '/v/.._.._etc'],
  ['/v/%u', 'a b$c%u', '/v/a_b_c_u'],
  ['/v/%x', 'jo@example.com', '/v/example.com'],
  ['/v/%x', 'ann@example.com', '/v/ann@example.com'],
  ['/v/%l', 'a@b@c', '/v/a@b'],
])('%s for %s is %s', (pattern, user, expected) => {
  expect(virtualDirectory(pattern, user, (file) => file === '/v/ann@example.com/user_prefs')).toBe(expected)
})

const ACCOUNTS: readonly Account[] = [
  { name: 'jo', uid: 1001, gid: 1001, home: '/home/jo' },
  { name: 'filter', uid: 200, gid: 200, home: '/var/filter' },
  { name: 'nobody', uid: 65534, gid: 65534, home: '/nonexistent' },
  { name: 'root', uid: 0, gid: 0, home: '/root' },
]

const PLAIN: UserOptions = {
  userConfig: true,
  username: undefined,
  defaultUser: 'nobody',
  paranoid: false,
  vpopmail: false,
  virtualConfigDir: undefined,
  sql: undefined,
  becomesUser: true,
}

async function serve(user: string | undefined, options: Partial<UserOptions>) {
  const lines: string[] = []
  const note = (line: string): void => void lines.push(line)
  const services: UserServices = {
    log: { info: note, warn: note, error: note, other: (_level, line) => note(line) },
    findAccount: (name) => ACCOUNTS.find((account) => account.name === name),
    readFile: async (file, owner) => `# ${file} as ${owner?.name}`,
    isFile: (file) => file.includes('/jo/'),
    readDatabase: async (name) => {
      if (name === 'broken') throw new Error('no such table')
      return [{ file: '(sql config)', text: `# ${name}` }]
    },
    vpopmailDirectory: async (name, home) => `${home}/domains/${name}`,
    uid: 500,
  }
  const settings = new UserSettings({ ...PLAIN, ...options }, services)
  const served = await settings.of(user).catch((error: Error) => error.message)
  return { served, lines }
}

const FALLBACK = 'still running as root: user not specified with -u, not found, or set to root, falling back to nobody'

describe('whose settings', () => {
  test.each([
    ['no user', undefined, {}, { name: undefined, uid: 65534 }, [FALLBACK], ''],
    [
      'a user',
      'jo',
      {},
      { name: 'jo', uid: 1001 },
      ['setuid to jo succeeded'],
      '# /home/jo/.spamassassin/user_prefs as jo',
    ],
    ['-x', 'jo', { userConfig: false }, { name: 'jo', uid: 1001 }, ['setuid to jo succeeded'], ''],
    [
      'an unknown user',
      'xy',
      {},
      { name: 'xy', uid: 65534 },
      ["handle_user (getpwnam) unable to find user: 'xy'", FALLBACK],
      '',
    ],
    ['root', 'root', { userConfig: false }, { name: 'root', uid: 65534 }, ['setuid to root succeeded', FALLBACK], ''],
    [
      '-u',
      'jo',
      { username: 'filter', becomesUser: false },
      { name: 'jo', uid: 200 },
      [],
      '# /home/jo/.spamassassin/user_prefs as undefined',
    ],
    [
      '-u and an unknown user',
      'xy',
      { username: 'filter', becomesUser: false },
      { name: 'xy', uid: 200 },
      ["handle_user (userdir) unable to find user: 'xy'"],
      '',
    ],
    [
      'not root',
      'jo',
      { becomesUser: false },
      { name: 'jo', uid: 500 },
      [],
      '# /home/jo/.spamassassin/user_prefs as undefined',
    ],
    [
      '--virtual-config-dir',
      'jo',
      { userConfig: false, username: 'filter', becomesUser: false, virtualConfigDir: '/v/%u' },
      { name: 'jo', uid: 200, directory: '/v/jo' },
      ['using default config for jo: /v/jo/user_prefs'],
      '# /v/jo/user_prefs as undefined',
    ],
    ['-q -x', 'jo', { userConfig: false, sql: 'read', becomesUser: false }, { name: 'jo', uid: 500 }, [], '# jo'],
    [
      '-q without a user',
      undefined,
      { userConfig: false, sql: 'read', becomesUser: false },
      { name: 'nobody' },
      [],
      '# nobody',
    ],
    [
      '-q',
      'jo',
      { sql: 'read', becomesUser: false },
      { name: 'jo' },
      [],
      '# /home/jo/.spamassassin/user_prefs as undefined# jo',
    ],
    [
      '-Q -x',
      'jo',
      { userConfig: false, sql: 'become' },
      { uid: 1001, directory: '/home/jo' },
      ['setuid to jo succeeded, reading scores from SQL'],
      '# jo',
    ],
    [
      '-v',
      'jo@example.com',
      { username: 'filter', becomesUser: false, vpopmail: true },
      { directory: '/var/filter/domains/jo@example.com' },
      [],
      '# /var/filter/domains/jo@example.com/.spamassassin/user_prefs as undefined',
    ],
  ] satisfies [string, string | undefined, Partial<UserOptions>, object, string[], string][])(
    '%s',
    async (_what, user, options, expected, lines, text) => {
      const answer = await serve(user, options)
      expect(answer.served).toMatchObject(expected)
      expect(answer.lines).toEqual(lines)
      const { served } = answer
      expect(typeof served === 'string' ? served : served.preferences.map((source) => source.text).join('')).toBe(text)
    },
  )

  test('a database that fails is told to the client', async () => {
    const { served, lines } = await serve('broken', { userConfig: false, sql: 'read' })
    expect(served).toBe('service unavailable: Error fetching user preferences via SQL')
    expect(lines).toEqual(['config: failed to load user (broken) scores from SQL database: no such table'])
  })

  test('a paranoid daemon gives no answer instead of falling back', async () => {
    expect((await serve(undefined, { paranoid: true })).served).toMatch(/^in paranoid mode/)
    expect((await serve('xy', { paranoid: true })).served).toMatch(/unable to find user: 'xy'$/)
    expect((await serve('jo', { paranoid: true })).served).toMatchObject({ uid: 1001 })
  })
})
