import { expect, test } from 'vitest'
import { namesOfHits, ruleRunner } from '../../test/support/run-rules.ts'

// SpamAssassin's own plugin says on standard output what it does, so that it cannot be asked here.
test('hits every message, and has one of two features', async () => {
  const { run, messages } = ruleRunner(
    ['Test'],
    `
header T_TEST eval:check_test_plugin()
body T_BODY eval:check_test_plugin()
if can(Mail::SpamAssassin::Plugin::Test::test_feature_xxxx_true)
header T_TRUE eval:check_test_plugin()
endif
if can(Mail::SpamAssassin::Plugin::Test::test_feature_xxxx_false)
header T_FALSE eval:check_test_plugin()
endif
`,
  )
  expect(messages).toEqual([])
  expect(namesOfHits(await run('Subject: x\n\nhello\n'))).toEqual(['T_BODY', 'T_TEST', 'T_TRUE'])
})
