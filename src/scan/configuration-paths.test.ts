import { describe, expect, it } from 'vitest'
import { configurationPaths, type PathOptions, type PathProbe, readSteps } from './configuration-paths.ts'

/** A disk with these files; directories come about by themselves. */
function disk(...files: readonly string[]): PathProbe {
  const directories = new Set(files.flatMap((file) => parentsOf(file)))
  return {
    kind: (path) => {
      if (path.startsWith('/etc/secret')) return 'inaccessible'
      if (directories.has(path)) return 'directory'
      return files.includes(path) ? 'file' : 'absent'
    },
    names: (directory) => {
      const inside = [...files, ...directories].filter((path) => path.startsWith(`${directory}/`))
      return [...new Set(inside.map((path) => path.slice(directory.length + 1).replace(/\/.*/, '')))]
    },
  }
}

function parentsOf(file: string): string[] {
  const steps = file.split('/')
  return steps.slice(1, -1).map((_step, at) => steps.slice(0, at + 2).join('/'))
}

const options: PathOptions = { userPrefs: false, home: '/home/joe', ownRulesDirectory: '/opt/assay/rules.d' }
const choose = (probe: PathProbe, more: Partial<PathOptions> = {}) => configurationPaths({ ...options, ...more }, probe)

const OWN = '/opt/assay/rules.d/base/10.cf'
const SHARE = '/usr/share/spamassassin/10_default_prefs.cf'
const UPDATES = '/var/lib/spamassassin/4.000001/updates_spamassassin_org.cf'
const NEWER = '/var/lib/spamassassin/4.000002/updates_spamassassin_org.cf'
const OLDER = '/var/lib/spamassassin/4.000000/updates_spamassassin_org.cf'

describe('the rules', () => {
  it.each([
    [[OWN, SHARE, UPDATES, '/var/lib/assay/rules/a.cf'], '/var/lib/assay/rules'],
    [[OWN, SHARE, UPDATES, NEWER], '/var/lib/spamassassin/4.000001'],
    [[OWN, SHARE, OLDER, NEWER], '/var/lib/spamassassin/4.000002'],
    [[OWN, SHARE, '/var/lib/spamassassin/3.004006/updates_spamassassin_org.cf'], '/usr/share/spamassassin'],
    [[OWN, SHARE, '/var/lib/spamassassin/4.000001/MIRRORED.BY'], '/usr/share/spamassassin'],
    [[OWN], '/opt/assay/rules.d/base'],
    [[], undefined],
  ])('%j: %s', (files, path) => expect(choose(disk(...files)).rules.path).toBe(path))

  it('say what was passed over', () => {
    const { rules } = choose(disk(SHARE, '/var/lib/spamassassin/4.000001/x.txt'))
    expect(rules.passedOver).toEqual([
      { path: '/var/lib/assay/rules', why: 'not there' },
      { path: '/var/lib/spamassassin/4.000001', why: 'holds no *.cf file' },
    ])
    expect(rules.why).toBe('rules of the installed SpamAssassin')
  })

  it('are where -C says, whether or not they are there', () => {
    expect(choose(disk(SHARE), { configPath: '/x' }).rules).toEqual({ path: '/x', why: 'given by -C', passedOver: [] })
  })
})

describe("the site's files", () => {
  it.each([
    [['/etc/assay/local.cf', '/etc/spamassassin/local.cf'], '/etc/assay'],
    [['/etc/mail/spamassassin/local.cf', '/etc/spamassassin/local.cf'], '/etc/spamassassin'],
    [['/etc/mail/spamassassin/local.cf'], '/etc/mail/spamassassin'],
    [['/usr/local/etc/spamassassin/local.cf'], '/usr/local/etc/spamassassin'],
    [[], undefined],
  ])('%j: %s', (files, path) => expect(choose(disk(...files)).site.path).toBe(path))
})

describe('own rules', () => {
  it.each([
    [['/opt/assay/rules.d/my.cf'], '/opt/assay/rules.d'],
    [['/opt/assay/rules.d/my.cf', '/etc/assay/rules.d/my.cf'], '/etc/assay/rules.d'],
  ])('%j: %s', (files, path) => expect(choose(disk(...files)).custom.path).toBe(path))
})

describe('the preferences of the user', () => {
  it.each<[Partial<PathOptions>, string | undefined]>([
    [{}, undefined],
    [{ userPrefs: true }, '/home/joe/.spamassassin/user_prefs'],
    [{ userPrefs: true, home: undefined }, undefined],
    [{ prefsFile: '/p' }, '/p'],
  ])('%j: %s', (more, path) => expect(choose(disk(), more).userPrefs.path).toBe(path))
})

it('reads *.pre before *.cf, rules before the site, own rules late and preferences last', () => {
  const paths = choose(disk(SHARE, '/etc/spamassassin/local.cf', '/opt/assay/rules.d/my.cf'), { userPrefs: true })
  expect(readSteps(paths).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'pre /etc/spamassassin',
    'pre /usr/share/spamassassin',
    'pre /opt/assay/rules.d',
    'cf /usr/share/spamassassin',
    'cf /etc/spamassassin',
    'cf /opt/assay/rules.d',
    'cf /home/joe/.spamassassin/user_prefs',
  ])
})
