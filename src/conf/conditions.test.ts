import { describe, expect, it } from 'vitest'
import { ConditionError, parseCondition } from './condition-tree.ts'
import { type ConditionFacts, evaluateCondition } from './conditions.ts'

function evaluate(text: string): { holds: boolean; warnings: string[] } {
  const warnings: string[] = []
  const facts: ConditionFacts = {
    version: 4.000001,
    perlVersion: 5.036,
    localTestsOnly: true,
    plugin: (name) => name === 'Mail::SpamAssassin::Plugin::DMARC',
    can: (module, method) => module === 'A::B' && method === 'c',
    has: (module, method) => module === 'A::B' && method === 'd',
    warn: (message) => warnings.push(message),
  }
  return { holds: evaluateCondition(parseCondition(text), facts), warnings }
}

describe('conditions', () => {
  it.each([
    ['1', true],
    ['0', false],
    ['00', false],
    ['version', true],
    ['version == 4.000001', true],
    ['version >= 3.004002', true],
    ['(version >= 4.000002)', false],
    ['version<4', false],
    ['perl_version >= 5.018000', true],
    ['local_tests_only', true],
    ['plugin(Mail::SpamAssassin::Plugin::DMARC)', true],
    ['plugin (Mail::SpamAssassin::Plugin::Dmarc)', true],
    ['!plugin(Mail::SpamAssassin::Plugin::DMARC)', false],
    ['plugin(Foo::Bar) || 1', true],
    ['plugin()', false],
    ['plugin', false],
    ['can(A::B::c)', true],
    ['can(A::B::d)', false],
    ['has(A::B::d) && !can(A::B::d)', true],
    ['0 || 1 && 0', false],
    ['(0 || 1) && 1', true],
    ['! 0 && ! 0', true],
    ['!!5', true],
    ['1 + 2 * 3 == 7', true],
    ['(1 + 2) * 3 == 9', true],
    ['5 - 3 - 1 == 1', true],
    ['8 / 2 / 2 == 2', true],
    ['- 1 < 0', true],
    ['-1 < +1', true],
    ['1 -1', false],
    ['can(A::B::c)+2 == 3', true],
    ['2 * -1 < 0', true],
    ['1 != 2', true],
    ['1 == 1 == 1', true],
    ['1 < 2 < 2', false],
    ['1 < 2 < 3', true],
    ['5 ^ 5', false],
    ['5 ^ 4', true],
    ['1 ? 0 : 1', false],
    ['0 ? 1 : 0 ? 1 : 0', false],
    ['can(A::B::c) + has(A::B::d) == 2', true],
    ['foo_bar', true],
    ['foo_bar == 0', true],
    ['"12" == 12', true],
    ['=', false],
    ['version $', true],
  ])('%s: %s', (text, expected) => expect(evaluate(text)).toEqual({ holds: expected, warnings: [] }))

  it.each([
    ['can(foo)', "config: bad 'if' line, cannot find '::' in can(foo)"],
    ['has()', "config: bad 'if' line, no argument to has()"],
    ['has', "config: bad 'if' line, no argument to has()"],
  ])('%s is answered with no, and a remark', (text, warning) => {
    expect(evaluate(text)).toEqual({ holds: false, warnings: [warning] })
  })

  it.each([
    ['x', 'token', "config: unparseable value 'x'"],
    ['version >= 3.0.1', 'token', "config: unparseable value '3.0.1'"],
    ['3-2', 'token', "config: unparseable value '3-2'"],
    ['a:b', 'token', "config: not allowed value 'a:b'"],
    ['(version > 3', 'syntax', 'syntax error'],
    ['version > 3)', 'syntax', 'syntax error'],
    ['version >', 'syntax', 'syntax error'],
    ['1 2', 'syntax', 'syntax error'],
    ['12abc', 'syntax', 'syntax error'],
    ['version # 4', 'syntax', 'syntax error'],
    ['1 ? 2', 'syntax', 'syntax error'],
    ['1 / 0', 'syntax', 'Illegal division by zero'],
    ['('.repeat(1000), 'syntax', 'syntax error'],
    ['!'.repeat(1500), 'syntax', 'syntax error'],
    ['1 && '.repeat(100_000), 'syntax', 'too long'],
  ])('%j is refused', (text, code, message) => {
    try {
      evaluate(text)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(ConditionError)
      expect(error).toMatchObject({ code, message })
    }
  })
})
