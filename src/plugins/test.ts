import { evalFunction, type Plugin } from '../rules/plugin.ts'
import { RULE_AREAS } from '../rules/rule.ts'

/** SpamAssassin's plugin for trying out plugins. */
export const testPlugin = {
  name: 'Mail::SpamAssassin::Plugin::Test',
  settings: {},
  features: ['test_feature_xxxx_true'],
  evals: {
    check_test_plugin: evalFunction({ doc: 'Always true.', on: RULE_AREAS, args: [], run: () => true }),
  },
} as const satisfies Plugin
