#!/usr/bin/perl
# What SpamAssassin makes of configurations, each a JSON line: { folder, site, prefs, net, lint, messages }. One JSON line
# each: said (what it warns of, without repetitions), errors (what --lint counts), and a result a message: its score, what
# is required, the rules that hit with their scores, and the sub-rules as often as they hit. Preferences are read as
# spamd does. Each has a process of its own: the Perl that SpamAssassin makes of rules is the process's.
use strict; use warnings;
use Mail::SpamAssassin; use JSON::PP; use File::Temp qw(tempdir);
my $json = JSON::PP->new->canonical->latin1;
$| = 1;
while (my $line = <STDIN>) {
  defined(my $child = fork) or die "fork: $!";
  if ($child) { waitpid $child, 0; die "died of $line" if $?; next }
  my $case = $json->decode($line);
  my $home = tempdir(CLEANUP => 1);
  my @said;
  local $SIG{__WARN__} = sub { push @said, $_[0] };
  my $sa = Mail::SpamAssassin->new({ rules_filename => $case->{folder}, site_rules_filename => $case->{site},
    userprefs_filename => "$home/none", local_tests_only => $case->{net} ? 0 : 1, dont_copy_prefs => 1, userstate_dir => $home });
  my %answer = (said => \@said);
  if ($case->{lint}) {
    $answer{errors} = $sa->lint_rules;
  } else {
    # with a message of its own, whose captured tags stay in the expressions
    defined $case->{prefs} ? $sa->compile_now(0) : $sa->init(1);
    if (defined $case->{prefs}) {
      open my $fh, '>:raw', "$home/prefs" or die $!; print $fh $case->{prefs}; close $fh;
      $sa->read_scoreonly_config("$home/prefs");
      $sa->signal_user_changed({ username => 'someone' });
    }
    for my $text (@{$case->{messages}}) {
      my $msg = $sa->parse($text, 1);
      my $st = $sa->check($msg);
      my %hits = map { my ($rule, $score) = split /=/; ($rule => 0 + $score) } grep { /=/ } split /,/, $st->get_tag('TESTSSCORES') // '';
      push @{$answer{results}}, { score => 0 + sprintf('%.3f', $st->get_score), required => 0 + $st->get_required_score,
        hits => \%hits, subtests => [sort split /,/, $st->get_names_of_subtests_hit('plain') // ''] };
      $st->finish; $msg->finish;
    }
  }
  print $json->encode(\%answer), "\n";
  exit 0;
}
