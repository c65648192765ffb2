#!/usr/bin/perl
# Plays sequences of messages and commands to SpamAssassin's AWL or TxRep. Reads on stdin one JSON array of cases,
# { plugins, cf, steps }, each step one of { scan: MESSAGE }, { learn: MESSAGE, as: ham|spam|forget },
# { list: welcome|block|remove, address: ADDRESS }. Prints one JSON line per case: an array of what came of each step,
# with all reputations behind it. With a table { kind, schema } reputations are in SQLite, of a user jo.
use strict; use warnings;
use Mail::SpamAssassin; use JSON::PP; use File::Temp qw(tempdir); use DB_File; use DBI; use Fcntl;
my $json = JSON::PP->new->canonical->latin1;
my $cases = $json->decode(do { local $/; <STDIN> });
my %command = (welcome => 'welcomelist_address', block => 'blocklist_address', remove => 'remove_address');
$| = 1;
for my $case (@$cases) {
  # Rules once compiled stay for the life of a process.
  if (my $child = fork) { waitpid $child, 0; next }
  my $dir = tempdir(CLEANUP => 1);
  my $load = join '', map { "loadplugin Mail::SpamAssassin::Plugin::$_\n" } 'Check', @{ $case->{plugins} };
  my $place = "auto_welcomelist_path $dir/reputation\n";
  my $table = $case->{table};
  if ($table) {
    my $db = DBI->connect("DBI:SQLite:dbname=$dir/sql", '', '', { RaiseError => 1 });
    $db->do($_) for @{ $table->{schema} };
    my $kind = $table->{kind} eq 'awl' ? 'auto_welcomelist' : 'txrep';
    $place .= "${kind}_factory Mail::SpamAssassin::SQLBasedAddrList\nuser_awl_dsn DBI:SQLite:dbname=$dir/sql\n";
  }
  my $sa = Mail::SpamAssassin->new({ username => 'jo', local_tests_only => 1, dont_copy_prefs => 1, userstate_dir => $dir, userprefs_filename => "$dir/prefs",
    config_text => "$load$case->{cf}\n${place}bayes_path $dir/bayes\n" });
  $sa->init(1);
  my @answers;
  for my $step (@{ $case->{steps} }) {
    my %answer;
    # Mail is bytes.
    for my $mail (grep { defined } @$step{qw(scan learn)}) { utf8::downgrade($mail) }
    if (defined $step->{scan}) {
      my $msg = $sa->parse($step->{scan}, 1);
      my $st = $sa->check($msg);
      my %scores;
      for my $pair (split /,/, $st->get_tag('TESTSSCORES') // '') { my ($rule, $score) = split /=/, $pair; $scores{$rule} = $score if $rule =~ /^(?:AWL|TXREP)$/ }
      my %tags = map { $_ => $st->get_tag($_) } grep { /^(?:AWL|TXREP)/ && defined $st->get_tag($_) && $st->get_tag($_) ne '' } keys %{ $st->{tag_data} };
      %answer = (score => sprintf('%.3f', $st->get_score), adjusted => \%scores, tags => { map { $_ => "$tags{$_}" } keys %tags },
        notes => (exists $scores{TXREP} && $st->{test_logs}{TXREP}{msg}) || [], autolearn => $st->get_autolearn_status);
      $st->finish; $msg->finish;
    } elsif (defined $step->{learn}) {
      my $msg = $sa->parse($step->{learn}, 1);
      $sa->init_learner({});
      my $learned = $sa->learn($msg, undef, $step->{as} eq 'spam' ? 1 : 0, $step->{as} eq 'forget' ? 1 : 0);
      $answer{learned} = $learned->did_learn ? 1 : 0;
      $learned->finish; $sa->finish_learner; $msg->finish;
    } else {
      my $output = '';
      { local *STDOUT; open STDOUT, '>', \$output; $answer{done} = $sa->call_plugins($command{ $step->{list} }, { address => $step->{address}, cli_p => 1 }) ? 1 : 0 }
      $answer{output} = $output;
    }
    my %entries;
    if ($table) {
      my $db = DBI->connect("DBI:SQLite:dbname=$dir/sql", '', '', { RaiseError => 1 });
      for my $row (@{ $db->selectall_arrayref("SELECT username, email, ip, signedby, msgcount, totscore FROM $table->{kind}") }) {
        $entries{join '|', @$row[0 .. 3]} = [0 + $row->[4], sprintf('%.6f', $row->[5])];
      }
    } elsif (tie my %db, 'DB_File', "$dir/reputation", O_RDONLY, 0600) {
      for my $key (keys %db) { next if $key =~ /\|totscore$/; $entries{$key} = [0 + $db{$key}, sprintf('%.6f', $db{"$key|totscore"} // 0)] }
      untie %db;
    }
    push @answers, { %answer, entries => \%entries };
  }
  print $json->encode(\@answers), "\n";
  $sa->finish;
  exit;
}
