/** What `sa-learn --help` says, and what stands below every complaint about its command line. */
export const LEARN_USAGE = `Usage:
    sa-learn [options] [file or directory]...

    sa-learn [options] --dump [all|data|magic]

    What to do with messages (from standard input where none are named):
     --spam, --ham             learn those that follow
     --forget                  take back what was learned of those that follow
     --message-id=ID           with --forget: a message that is not at hand, if bayes_remember_messages kept it
     -f FILE, --folders=FILE   more of them: a file of lines like spam:mbox:PATH or PATH
     --mbox, --mbx             files are mailboxes of this format
     --dir, --file, --single   for old scripts; the first two do nothing
     --max-size=BYTES          pass over larger messages; 512000, 0 for no limit
     --use-ignores             pass over mail of bayes_ignore_from and bayes_ignore_to
     --no-sync                 leave it to others to remove old tokens
     --showdots, --progress    a dot a message, or a bar
     -q, --quiet               say less
    What to do with the database:
     --sync                    write what waits, and remove old tokens if that is due
     --force-expire            remove old tokens, due or not
     --dump [all|data|magic]   show it; --regexp=EXPRESSION for some of the tokens
     --backup                  write it to standard output, for --restore here and in SpamAssassin
     --restore=FILE            replace it by a backup
     --clear                   empty it
     --import                  take over a database of SpamAssassin's
     --dbpath=PATH             use that one, in the form of bayes_path
    What is read:
     -u USER, --username=USER  whose tokens, where they are kept by user
     -C, --configpath=PATH     rules, in place of those found by themselves
     -p, --prefspath=FILE      preferences of the user
     --siteconfigpath=PATH     the site's configuration
     --cf=LINE                 one more line of configuration
     -L, --local               no network
    What it says:
     -D, --debug[=AREA,…]      more
     -V, --version  -h, --help
`
