import { asciiLower } from '../base/ascii.ts'
import { setting } from '../conf/setting.ts'
import { custom } from '../conf/setting-types.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import { because, type Scan } from '../rules/scan.ts'
import { type GlobFinder, globWithin } from './subjects/glob-within.ts'

type SubjectList = Map<string, GlobFinder>

/** One pattern a line, blanks within it included; an empty one matches every subject. */
const subjects = custom<SubjectList>(
  'text within a subject',
  (list, value) => list.set(asciiLower(value), globWithin(asciiLower(value))),
  (list) => new Map(list),
)

const settings = {
  welcomelist_subject: setting(subjects, {
    default: (): SubjectList => new Map(),
    scope: 'user',
    aliases: ['whitelist_subject'],
    doc: 'A text that welcome subjects hold; `*` stands for any chars, `?` for one.',
  }),
  blocklist_subject: setting(subjects, {
    default: (): SubjectList => new Map(),
    scope: 'user',
    aliases: ['blacklist_subject'],
    doc: 'A text that unwelcome subjects hold; `*` stands for any chars, `?` for one.',
  }),
} as const

const subjectIn = (list: keyof typeof settings) => (scan: Scan) => {
  const subject = asciiLower(scan.header('Subject') ?? '')
  if (subject === '') return false
  for (const [text, isWithin] of scan.conf.of(settings)[list]) {
    if (isWithin(subject)) return because(scan, true, () => `"${text}" in the subject "${subject}"`)
  }
  return false
}

const check_subject_in_welcomelist = evalFunction({
  doc: 'The subject holds a text of welcomelist_subject.',
  on: ['header'],
  args: [],
  run: subjectIn('welcomelist_subject'),
})

const check_subject_in_whitelist = evalFunction({
  doc: 'The older name of check_subject_in_welcomelist.',
  on: ['header'],
  args: [],
  run: subjectIn('welcomelist_subject'),
})

const check_subject_in_blocklist = evalFunction({
  doc: 'The subject holds a text of blocklist_subject.',
  on: ['header'],
  args: [],
  run: subjectIn('blocklist_subject'),
})

const check_subject_in_blacklist = evalFunction({
  doc: 'The older name of check_subject_in_blocklist.',
  on: ['header'],
  args: [],
  run: subjectIn('blocklist_subject'),
})

/** Subjects that are welcome or not, by texts that the configuration names. */
export const welcomeListSubject = {
  name: 'Mail::SpamAssassin::Plugin::WelcomeListSubject',
  settings,
  evals: {
    check_subject_in_welcomelist,
    check_subject_in_whitelist,
    check_subject_in_blocklist,
    check_subject_in_blacklist,
  },
} as const satisfies Plugin
