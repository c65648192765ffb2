import type { SettingScope } from './setting.ts'

/** A word of the `.cf` language itself, which is no setting. */
export interface Keyword {
  readonly scope: SettingScope
  readonly form: string
  readonly doc: string
}

const keyword = (form: string, scope: SettingScope, doc: string): Keyword => ({ form, scope, doc })

/** The words that the reader handles itself; the table is for the documentation. */
export const keywords = {
  if: keyword('if condition', 'user', 'The lines up to endif count only when the condition holds.'),
  ifplugin: keyword('ifplugin Name', 'user', 'The lines up to endif count only when the plugin is loaded.'),
  else: keyword('else', 'user', 'The lines up to endif count only when the condition before does not hold.'),
  endif: keyword('endif', 'user', 'Ends the nearest if or ifplugin.'),
  include: keyword(
    'include path',
    'user',
    'Reads another file, or all *.cf files of a directory, at this point; each once.',
  ),
  require_version: keyword('require_version n', 'user', 'The rest of the file counts only for this very version.'),
  file: keyword('file start|end name', 'user', 'Names the file that the following lines are said to come from.'),
  lang: keyword('lang xx line', 'user', 'The line counts only when the language of the environment begins with xx.'),
  loadplugin: keyword(
    'loadplugin Name [path]',
    'site',
    'Loads a plugin; its settings and functions are known from here on.',
  ),
  tryplugin: keyword(
    'tryplugin Name [path]',
    'site',
    'Loads a plugin where there is one, and says nothing where there is none.',
  ),
} as const
