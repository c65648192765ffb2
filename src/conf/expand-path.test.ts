import { expect, it } from 'vitest'
import { expandPath } from './expand-path.ts'

const places = {
  home: '/home/joe',
  localRules: '/etc/spamassassin',
  localState: '/var/lib/spamassassin',
  defaultRules: '/usr/share/spamassassin',
  version: '4.000001',
}

it.each([
  ['~/x', '/home/joe/x'],
  ['~jim/x', '/home/joe/x'],
  ['a~/x', 'a~/x'],
  ['__userstate__/bayes', '/home/joe/.spamassassin/bayes'],
  ['__local_state_dir__/__version__', '/var/lib/spamassassin/4.000001'],
  ['__local_rules_dir__:__def_rules_dir__:__prefix__', '/etc/spamassassin:/usr/share/spamassassin:/usr'],
])('%s → %s', (path, expected) => expect(expandPath(path, places)).toBe(expected))
