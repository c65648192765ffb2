import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'

const TEMPLATE_FOLDERS = [
  '/etc/spamassassin',
  '/etc/mail/spamassassin',
  '/usr/share/spamassassin',
  '/usr/local/share/spamassassin',
]

/** The file that new preferences are made from; undefined where there is none. */
export function preferencesTemplate(): string | undefined {
  return TEMPLATE_FOLDERS.map((folder) => `${folder}/user_prefs.template`).find((file) => existsSync(file))
}

/** Makes preferences for a user who has none yet, as SpamAssassin does; gives what is to be said of it. */
export function createPreferences(file: string): string | undefined {
  const facts = statSync(file, { throwIfNoEntry: false })
  if (facts?.isFile()) return undefined
  if (facts) return `config: default user preference file ${file} is not a regular file`
  const template = preferencesTemplate()
  if (template === undefined) {
    return `config: can not determine default prefs path\nconfig: failed to create default user preference file ${file}`
  }
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    copyFileSync(template, file)
    return `config: created user preferences file: ${file}`
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^\w+: (.*?)(, .*)?$/, '$1') : String(error)
    return (
      `config: cannot create user preferences file ${file}: ${reason}\n` +
      `config: failed to create default user preference file ${file}`
    )
  }
}
