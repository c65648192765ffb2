import { expect, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'

const mail = (subject: string) => ({ message: `Subject: ${subject}\n\nhello\n` })
const RULES = `
header T_ONE Subject =~ /one/
header T_TWO Subject =~ /two/
header T_THREE Subject =~ /three/
tflags T_THREE nice
header __FOUR Subject =~ /four/
meta T_FOUR __FOUR
meta T_FIVE T_ONE || T_NEW
meta T_NEITHER !T_NEW
body T_HELLO /hello/
reuse T_TWO T_OLD_TWO T_OLDER_TWO
reuse T_NEW T_TWO
reuse T_FOUR
`

testPluginCases('Reuse', {
  plugins: ['Reuse'],
  cf: RULES,
  cases: {
    one: { ...mail('one'), hits: ['T_FIVE', 'T_HELLO', 'T_NEITHER', 'T_ONE'] },
    two: { ...mail('two'), hits: ['T_HELLO', 'T_NEITHER', 'T_TWO'] },
    'three and four': { ...mail('three four'), hits: ['T_FOUR', 'T_HELLO', 'T_NEITHER', 'T_THREE'] },
  },
})

testPluginCases('Reuse of nothing else', {
  plugins: ['Reuse'],
  cf: `${RULES}run_reuse_tests_only 1\n`,
  cases: {
    one: { ...mail('one'), hits: [] },
    two: { ...mail('two'), hits: ['T_TWO'] },
    'three and four': { ...mail('three four'), hits: [] },
  },
})

/** Rules of the network count as reused without being named. */
const NETWORK = `
header T_LOOKED_UP Subject =~ /one/
tflags T_LOOKED_UP net nice
body T_ALSO /hello/
tflags T_ALSO nice net
tflags T_NOT_THERE net
meta T_OF_NETWORK !T_LOOKED_UP && !T_NOT_THERE
meta T_OF_UNKNOWN !T_UNKNOWN
header T_LOCAL Subject =~ /one|two/
tflags T_LOCAL nonet
reuse T_LOCAL
`
testPluginCases('Reuse of rules of the network', {
  plugins: ['Reuse'],
  cf: NETWORK,
  cases: {
    one: { ...mail('one'), hits: ['T_ALSO', 'T_LOCAL', 'T_LOOKED_UP', 'T_OF_UNKNOWN'] },
    three: { ...mail('three'), hits: ['T_ALSO', 'T_OF_NETWORK', 'T_OF_UNKNOWN'] },
  },
})

testPluginCases('Reuse of nothing but the network', {
  plugins: ['Reuse'],
  cf: `${NETWORK}run_reuse_tests_only yes\n`,
  cases: {
    one: { ...mail('one'), hits: ['T_ALSO', 'T_LOCAL', 'T_LOOKED_UP'] },
    three: { ...mail('three'), hits: ['T_ALSO'] },
  },
})

testPluginCases('Reuse with the network asked', {
  plugins: ['Reuse'],
  network: true,
  cf: `${NETWORK}dns_available no\nrun_reuse_tests_only 1\n`,
  cases: {
    one: { ...mail('one'), hits: ['T_ALSO', 'T_LOCAL', 'T_LOOKED_UP'] },
    three: { ...mail('three'), hits: ['T_ALSO'] },
  },
})

test.each(['reuse', 'reuse 1_RULE', 'reuse T_X bad-name', 'run_reuse_tests_only maybe'])('%s is refused', (line) => {
  expect(ruleRunner(['Reuse'], `${line}\n`).messages).toHaveLength(1)
})
