import { expect, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { expandReplaceTags } from '../rules/replace-tags.ts'

testPluginCases('ReplaceTags', {
  plugins: ['ReplaceTags'],
  cf: `
replace_tag A [a\\@4]
replace_tag B (?:b|8)
replace_tag AB <A><B>
replace_pre W \\b
replace_inter G [_. ]?
replace_post P +
body T_PLAIN /c<A><B>/
body T_NESTED /d<AB>/
body T_INTER /<inter G><A><B>c/
body T_POST /e<post P><A>z/
body T_PRE /<pre W><B>q/
body T_ICASE /<inter G><A><B>k/i
body T_NOT_NAMED /c<A><B>/
body T_UNKNOWN /f<NOSUCH>/
replace_rules T_PLAIN T_NESTED T_INTER T_POST T_PRE
replace_rules T_ICASE T_UNKNOWN
`,
  cases: {
    none: { message: 'Subject: x\n\nnothing of it\n', hits: [] },
    plain: { message: 'Subject: x\n\nc@8\n', hits: ['T_PLAIN'] },
    nested: { message: 'Subject: x\n\nd4b\n', hits: ['T_NESTED'] },
    'letters set apart': { message: 'Subject: x\n\na_bc\n', hits: ['T_INTER'] },
    repeated: { message: 'Subject: x\n\neaaaaz\n', hits: ['T_POST'] },
    'at a word': { message: 'Subject: x\n\nx 8q\n', hits: ['T_PRE'] },
    'inside a word': { message: 'Subject: x\n\nx8q\n', hits: [] },
    'any case': { message: 'Subject: x\n\nA.BK\n', hits: ['T_ICASE'] },
    'as written': { message: 'Subject: x\n\nc<A><B> f<NOSUCH>\n', hits: ['T_NOT_NAMED', 'T_UNKNOWN'] },
  },
})

const TAGS = {
  tag: new Map([
    ['A', '[a4]'],
    ['LOOP', 'x<LOOP>'],
  ]),
  pre: new Map<string, string>(),
  inter: new Map([['I', '-?']]),
  post: new Map<string, string>(),
  start: '<',
  end: '>',
}

// What SpamAssassin makes of the same expressions.
test.each([
  ['<A>b', '[a4]b'],
  ['<inter I><A><A>b', '[a4]-?[a4]b'],
  ['(?<!x)<A>', '(?<!x)[a4]'],
  ['<LOOP>', 'xxxxxx<LOOP>'],
])('%s becomes %s', (pattern, expected) => {
  expect(expandReplaceTags({ pattern, modifiers: '' }, TAGS).pattern).toBe(expected)
})
