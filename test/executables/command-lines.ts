/** One command line of `spamassassin`, with what stands on its standard input. */
export interface CommandLine {
  readonly args: readonly string[]
  /** A file of the site, or none. */
  readonly input?: string
}

const from = (input: string, ...lines: readonly string[]): CommandLine[] =>
  lines.map((line) => ({ args: line === '' ? [] : line.split(' '), input }))
const alone = (...lines: readonly string[]): CommandLine[] => lines.map((line) => ({ args: line.split(' ') }))

const FILTERS = [
  '',
  '-t',
  '-e',
  '-e 7',
  '-d',
  '-t -d',
  '-x',
  '--test-mode',
  '--exit-code',
  '--error-code=3',
  '--remove-markup',
]
const MESSAGES = ['ham.eml', 'spam.eml', 'marked.eml', 'empty.eml', 'crlf.eml', 'nobody.eml']

/** Command lines that are tried with both programs. */
export const COMMAND_LINES: readonly CommandLine[] = [
  ...MESSAGES.flatMap((message) => from(message, ...FILTERS)),
  // Paths, folders and mailboxes.
  ...alone(
    'ham.eml',
    'ham.eml spam.eml',
    '-e spam.eml',
    '-e ham.eml spam.eml',
    'missing.eml',
    'missing.eml ham.eml',
    '-t spam.eml -d',
    '--mbox two.mbox',
    'two.mbox',
    '-d --mbox two.mbox',
    '-e --mbox two.mbox',
    'mail',
    '-d mail',
    'ham.eml.gz',
    '--mbox ham.eml',
    'one*.eml',
  ),
  ...from('two.mbox', '--mbox', '--mbox -d', '--mbox -'),
  ...from('ham.eml', '-', '- -', '-- -', '-x -'),
  // Configuration.
  ...from(
    'spam.eml',
    '--cf=required_score_1',
    '--cf=required_score_99',
    '--cf=score_CASINO_50',
    '--cf=score_CASINO_0',
    '--cf=report_safe_1',
    '--cf=report_safe_2',
    '--cf=rewrite_header_Subject_*****SPAM*****',
    '--cf=clear_headers',
    '--cf=add_header_all_Foo_bar',
    '--cf=remove_header_all_Level',
    '--cf=bogus_setting',
    '--cf=body_NEW_/money/i --cf=score_NEW_2',
    '--cf=body_NEW_/(/',
    '--cf=header_NEW_eval:nosuch()',
    '--pre=required_score_1',
    '--pre=loadplugin_Mail::SpamAssassin::Plugin::URIDetail --cf=uri_detail_PILLS_domain_=~_/pills/',
    '--pre=loadplugin_Mail::SpamAssassin::Plugin::Test',
    '-p user.cf',
    '-p prefs.cf',
    '--prefspath=prefs.cf',
    '--prefs-file prefs.cf',
    '-p missing.cf',
    '-p missing.cf -x',
    '-u jo',
    '--username=jo',
    '-4',
    '-6',
    '--ipv4only',
    '--nocreate-prefs',
    '--create-prefs',
    '-L -L',
    '--local',
    '--local-only',
    '-xt',
    '-te',
    '-tex',
    '-P',
    '-S',
    '-l',
    '--stop-at-threshold',
    '--progress',
  ),
  // Lint.
  ...alone(
    '--lint',
    '--lint --cf=bogus_setting',
    '--lint --cf=body_X',
    '--lint --cf=body_NEW_/(/',
    '--lint --cf=header_NEW_eval:nosuch()',
    '--lint --cf=score_NOSUCH_1',
    '--lint --cf=if_(1',
    '--lint -p prefs.cf',
    '--lint -p bad.cf',
    '--lint --net',
  ),
  // Reports and lists.
  ...from('spam.eml', '-r', '-k', '--report', '--revoke', '-W', '-R', '--add-to-blocklist', '--add-to-welcomelist'),
  ...alone(
    '--add-addr-to-welcomelist=a@b.example',
    '--add-addr-to-blocklist=a@b.example',
    '--remove-addr-from-welcomelist=a@b.example',
    '--add-addr-to-whitelist=a@b.example',
  ),
  // What is no command line.
  ...alone(
    '--bogus',
    '-Z',
    '--cf',
    '-C',
    '--local=1',
    '-e=x',
    '-F 1',
    '--add-from',
    '-w x',
    '-M 1',
    '--nolocal',
    '--loc',
  ),
]

/** Options that name the site's files, before any other. */
export const SITE_OPTIONS = ['-C', 'localrules', '--siteconfigpath', 'siterules', '-L']
