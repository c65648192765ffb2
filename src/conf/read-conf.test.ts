import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../base/diagnostic.ts'
import { type ConfSource, type ReadEnvironment, readConf, readUserConf } from './read-conf.ts'
import { setting } from './setting.ts'
import { custom, noArgs, number, string, stringList } from './setting-types.ts'

const rows = {
  size: setting(number, { default: 1, scope: 'user', aliases: ['old_size'], doc: '' }),
  name: setting(string, { default: '', scope: 'site', doc: '' }),
  words: setting(stringList, { default: () => [], scope: 'user', doc: '' }),
  clear_words: setting(
    noArgs<string[]>(() => []),
    { default: () => [], slot: 'words', scope: 'user', doc: '' },
  ),
  rule: setting(stringList, { default: () => [], scope: 'user-rules', doc: '' }),
  first_name: setting(stringList, { default: () => ['default'], slot: 'names', scope: 'user', doc: '' }),
  last_name: setting(stringList, { default: () => ['other'], slot: 'names', scope: 'user', doc: '' }),
  both: setting(
    custom<number>('both', (_current, value, line) => {
      line.update<string[]>('words', (words) => [...words, value])
      line.warn('said')
      return line.update('nothing', () => 0) ? 0 : line.order
    }),
    { default: -1, scope: 'user', doc: '' },
  ),
}
const pluginRows = {
  colour: setting(string, { default: 'red', scope: 'user', doc: '' }),
  'tone_*': setting(
    custom<Map<string, string>>('tone', (map, value, line) => map.set(line.key, value)),
    { default: () => new Map<string, string>(), scope: 'user', doc: '' },
  ),
}
const files: Record<string, readonly ConfSource[]> = {
  '/etc/extra.cf': [{ file: '/etc/extra.cf', text: 'words extra\nif 1\nendif\nendif\nbad 2\n' }],
  '/etc/open.cf': [{ file: '/etc/open.cf', text: 'if 0\nwords no\n' }],
  '/home/x.cf': [{ file: '/home/x.cf', text: 'words home\n' }],
}

function environment(said: Diagnostic[]): ReadEnvironment {
  return {
    coreRows: [rows],
    plugins: new Map([
      ['A::Paint', { name: 'A::Paint', settings: pluginRows, features: ['has_x'], evals: { check_y: 1 } }],
    ]),
    version: '4.000001',
    perlVersion: 5.036,
    localTestsOnly: false,
    hasFunction: (name, slot) => name === 'Core::feature' || (name === 'Core::big' && Number(slot('size')) > 10),
    movedToPlugins: new Set(['colour']),
    expandPath: (path) => path.replace('~', '/home'),
    include: (path) => files[path] ?? [],
    lang: 'en_US',
    report: (diagnostic) => said.push(diagnostic),
  }
}

function read(text: string) {
  const said: Diagnostic[] = []
  const env = environment(said)
  const result = readConf([{ file: '/etc/a.cf', text }], env)
  return { result, env, said, values: result.conf.of(rows), plugin: result.conf.of(pluginRows) }
}

const messages = (said: readonly Diagnostic[]) => said.map((diagnostic) => diagnostic.message)

describe('settings', () => {
  it('are set by name, alias and any spelling; the last line wins and is remembered', () => {
    const { result, values, said } = read('size 2\nOLD-Size 3\nwords a b\nwords c\n')
    expect(values).toMatchObject({ size: 3, name: '', words: ['a', 'b', 'c'], clear_words: ['a', 'b', 'c'] })
    expect(result.conf.place('size')).toEqual({ file: '/etc/a.cf', line: 2 })
    expect(result.conf.place('clear_words')).toEqual({ file: '/etc/a.cf', line: 4 })
    expect(result.conf.place('name')).toBeUndefined()
    expect(said).toEqual([])
  })

  it('share slots', () => {
    expect(read('words a\nclear_words\nwords b').values.words).toEqual(['b'])
    const { values } = read('last_name x')
    expect([values.first_name, values.last_name]).toEqual([
      ['default', 'x'],
      ['default', 'x'],
    ])
  })

  it('may touch other settings', () => {
    const { values, said } = read('size 2\nboth x')
    expect(values).toMatchObject({ words: ['x'], both: 1 })
    expect(messages(said)).toEqual(['said'])
  })

  it.each([
    ['size x', "config: invalid 'size' value in /etc/a.cf (line 1): size x"],
    ['\n old-size', "config: missing 'old_size' value in /etc/a.cf (line 2): old-size"],
    ['clear_words x', "config: invalid 'clear_words' value in /etc/a.cf (line 1): clear_words x"],
    ['nonsense 1 # 2', 'config: failed to parse line in /etc/a.cf (line 1): nonsense 1'],
    [
      'lang en nonsense',
      'config: failed to parse line in /etc/a.cf (line 1): lang en nonsense'.replace('lang en ', ''),
    ],
    ['lang en', 'config: failed to parse line in /etc/a.cf (line 1): lang en'],
    ['file x', "config: missing 'file' value in /etc/a.cf (line 1): file x"],
    ['include', "config: missing 'include' value in /etc/a.cf (line 1): include"],
    ['require_version', "config: missing 'require_version' value in /etc/a.cf (line 1): require_version"],
    ['endif', "config: missing starting 'if' for 'endif' in /etc/a.cf (line 1): endif"],
    ['else', "config: 'else' missing starting if in /etc/a.cf (line 1): else"],
    ['endif x', "config: 'endif' must be standalone in /etc/a.cf (line 1): endif x"],
    ['if', "config: missing 'if' condition in /etc/a.cf (line 1): if"],
    ['ifplugin', "config: missing 'ifplugin' condition in /etc/a.cf (line 1): ifplugin"],
    ['if 1\nif 0\nendif', "config: unclosed 'if' found in /etc/a.cf (line 1)"],
    ['if x', "config: unparseable value 'x' in /etc/a.cf (line 1)"],
    ['if (1\nendif', 'config: error parsing conditional in /etc/a.cf (line 1): (1 (syntax error)'],
    ['if can(xy)\nendif', "config: bad 'if' line, cannot find '::' in can(xy) in /etc/a.cf (line 1)"],
    ['loadplugin', "config: missing 'loadplugin' value in /etc/a.cf (line 1): loadplugin"],
    ['loadplugin A b', "config: invalid 'loadplugin' value in /etc/a.cf (line 1): loadplugin A b"],
    [
      'loadplugin B::C c.pm',
      'plugin: failed to load plugin /etc/c.pm: B::C is none of the built-in plugins, and Perl modules cannot be run',
    ],
    [
      'loadplugin Mail::SpamAssassin::Plugin::HashCash',
      'plugin: Mail::SpamAssassin::Plugin::HashCash is deprecated, remove loadplugin clause from your configuration',
    ],
    ['colour red', 'config: failed to parse line, now a plugin in /etc/a.cf (line 1): colour red'],
  ])('%j is refused', (text, message) => expect(messages(read(text).said)).toEqual([message]))

  it('tell errors from what lint lets pass', () => {
    const severities = read('nonsense\ncolour red\nif (1\nendif\ntryplugin B::C').said.map((one) => one.severity)
    expect(severities).toEqual(['error', 'warning', 'warning', 'info'])
  })
})

describe('languages', () => {
  it('apply by their beginning', () => {
    expect(read('lang en words a\nlang EN_us words b\nlang de words c\nlang en_GB words d').values.words).toEqual([
      'a',
      'b',
    ])
  })
})

describe('blocks', () => {
  it.each([
    ['if 1\nwords a\nelse\nwords b\nendif\nwords c', ['a', 'c']],
    ['if 0\nwords a\nelse\nwords b\nendif\nwords c', ['b', 'c']],
    ['if 0\nif 1\nwords a\nelse\nwords b\nendif\nelse\nwords c\nendif', ['c']],
    ['if 1\nif 0\nelse\nwords a\nendif\nendif', ['a']],
    ['if 1\nwords a\nelse\nwords b\nelse\nwords c\nendif', ['a', 'c']],
    ['if can(Core::feature) && !has(Core::nothing)\nwords a\nendif', ['a']],
    ['if can(Core::big)\nwords a\nendif\nsize 11\nif  can( Core::big )\nwords b\nendif', ['b']],
    ['loadplugin A::Paint\nif can(A::Paint::has_x) && has(A::Paint::check_y)\nwords a\nendif', ['a']],
    ['loadplugin A::Paint\nif can(A::Paint::check_y)\nwords a\nendif', []],
    ['if has(A::Paint::has_x)\nwords a\nendif', []],
    ['ifplugin A::Paint\nwords a\nendif\nloadplugin A::Paint\nifplugin A::Paint\nwords b\nendif', []],
    ['if plugin(A::Paint)\nwords a\nendif\nloadplugin A::Paint\nifplugin A::Paint\nwords b\nendif', ['b']],
    ['ifplugin Mail::SpamAssassin::Plugin::RaciallyCharged\nwords a\nendif', ['a']],
    ['if 1\nrequire_version 4.000001\nwords a\nrequire_version @@VERSION@@\nwords b\nendif', ['a', 'b']],
  ])('%j', (text, words) => {
    const { values, said } = read(text)
    expect(values.words).toEqual(words)
    expect(said).toEqual([])
  })

  it('of another version are passed over to their end', () => {
    const { values, said } = read('if 1\nrequire_version 3.0\nwords a\nendif\nwords b\nrequire_version 5\nwords c')
    expect(values.words).toEqual(['b'])
    expect(said[0]?.message).toBe(
      "config: configuration file '/etc/a.cf' requires version 3.0 of SpamAssassin, but this is code version 4.000001. " +
        'Maybe you need to use the -C switch, or remove the old config files? Skipping this file.',
    )
  })
})

describe('include', () => {
  it('reads at this point, closes open blocks, and does so even where lines are passed over', () => {
    const { values, said, result } = read(
      'words a\nif 0\ninclude extra.cf\nwords b\nendif\ninclude /etc/none.cf\nbad 1',
    )
    expect(values.words).toEqual(['a', 'extra', 'b'])
    expect(messages(said)).toEqual([
      "config: unclosed 'if' found in /etc/a.cf (line 2)",
      "config: missing starting 'if' for 'endif' in /etc/extra.cf (line 4): endif",
      'config: failed to parse line in /etc/extra.cf (line 5): bad 2',
      "config: missing starting 'if' for 'endif' in /etc/a.cf (line 5): endif",
      'config: failed to parse line in /etc/a.cf (line 7): bad 1',
    ])
    expect(result.conf.place('words')).toEqual({ file: '/etc/a.cf', line: 4 })
  })

  it('leaves no block open behind it', () => {
    const { values } = read('include open.cf\nwords a\ninclude ~/x.cf')
    expect(values.words).toEqual(['a', 'home'])
  })

  it('ends when files include each other', () => {
    const said: Diagnostic[] = []
    const env = { ...environment(said), include: (path: string) => [{ file: path, text: `words a\ninclude ${path}` }] }
    expect(readConf([{ file: '/a', text: 'include /b' }], env).conf.of(rows).words).toHaveLength(50)
    expect(messages(said)).toEqual(['config: files include each other too deep in /b (line 2): include /b'])
  })
})

describe('plugins', () => {
  it('bring rows when they are loaded', () => {
    const { plugin, said, result } = read(
      'loadplugin A::Paint\ncolour blue\ntone_deep x\ntone_y z\nloadplugin A::Paint',
    )
    expect(plugin.colour).toBe('blue')
    expect([...plugin['tone_*']]).toEqual([
      ['tone_deep', 'x'],
      ['tone_y', 'z'],
    ])
    expect(said).toEqual([])
    expect(result.loadedPlugins).toEqual(['A::Paint'])
  })

  it('are told by sa-update version lines apart', () => {
    expect([...read('# UPDATE version 12\nwords a').result.updateVersions]).toEqual([['/etc/a.cf', '12']])
  })
})

describe('user preferences', () => {
  function readUser(text: string, allowUserRules = false) {
    const site = read('loadplugin A::Paint\nsize 2\nwords a\nrule r\ntone_a b')
    const conf = readUserConf(site.result, [{ file: '/u/prefs', text }], site.env, allowUserRules)
    return { site, user: conf.of(rows), conf, said: site.said }
  }

  it('add to what the site says and leave it as it is', () => {
    const { site, user, conf } = readUser('size 3\nwords b\nboth c\ncolour green\nlast_name n')
    expect(user).toMatchObject({ size: 3, words: ['a', 'b', 'c'], both: 6, first_name: ['default', 'n'] })
    expect(conf.of(pluginRows).colour).toBe('green')
    expect(site.values).toMatchObject({ size: 2, words: ['a'], both: -1, first_name: ['default'] })
    expect(site.plugin.colour).toBe('red')
    expect([conf.place('size')?.file, site.result.conf.place('size')?.file]).toEqual(['/u/prefs', '/etc/a.cf'])
  })

  it.each([
    ['name x', 'config: not parsing, administrator setting: name x'],
    ['rule x', "config: not parsing, 'allow_user_rules' is 0: rule x"],
    ['loadplugin A::B', 'config: not parsing, administrator setting: loadplugin A::B'],
  ])('may not say %j', (text, reason) => {
    const { said, user } = readUser(text)
    expect(messages(said)).toEqual([reason, `config: failed to parse line in /u/prefs (line 1): ${text}`])
    expect(user).toMatchObject({ name: '', rule: ['r'] })
  })

  it('may hold rules where the site allows it', () => {
    const { said, user, site } = readUser('rule x', true)
    expect([said, user.rule, site.values.rule]).toEqual([[], ['r', 'x'], ['r']])
  })

  it('know the plugins of the site, and no can() in a file of that name', () => {
    expect(readUser('ifplugin A::Paint\nwords b\nendif').user.words).toEqual(['a', 'b'])
    const site = read('loadplugin A::Paint')
    const prefs = { file: '/h/.spamassassin/user_prefs', text: 'if can(Core::feature)\nwords b\nendif' }
    expect(readUserConf(site.result, [prefs], site.env, false).of(rows).words).toEqual([])
    expect(messages(site.said)).toEqual(["config: 'if can Core::feature' not available in user_prefs"])
  })
})
