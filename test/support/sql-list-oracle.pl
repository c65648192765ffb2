#!/usr/bin/perl
# Plays changes to SpamAssassin's list of addresses in SQL. Reads on stdin a JSON array of cases { dsn, schema, signer,
# welcome, steps }, each step [ add|takeBack|remove|get, NAME, SIGNED_BY or null, SCORE ]. Prints one JSON line per case: what
# was known before each step as [count, total], and all rows at the end.
use strict; use warnings;
use Mail::SpamAssassin; use Mail::SpamAssassin::SQLBasedAddrList; use JSON::PP; use DBI;
my $json = JSON::PP->new->canonical->latin1;
for my $case (@{ $json->decode(do { local $/; <STDIN> }) }) {
  my $db = DBI->connect($case->{dsn}, '', '', { RaiseError => 1 });
  $db->do($case->{schema});
  my $conf = { user_awl_dsn => $case->{dsn}, user_awl_sql_table => 'awl', auto_welcomelist_distinguish_signed => $case->{signer},
    txrep_welcomelist_out => $case->{welcome}, user_awl_sql_username => '', user_awl_sql_password => '' };
  my $list = Mail::SpamAssassin::SQLBasedAddrList->new->new_checker({ conf => $conf, username => 'jo' });
  my @known;
  for my $step (@{ $case->{steps} }) {
    my ($what, $name, $signed_by, $score) = @$step;
    my $entry = $list->get_addr_entry($name, $signed_by);
    push @known, [0 + $entry->{msgcount}, sprintf '%.3f', $entry->{totscore}];
    $list->add_score($entry, $score) if $what eq 'add';
    $list->remove_entry($entry) if $what eq 'remove';
    if ($what eq 'takeBack') { $entry->{msgcount} = $entry->{msgcount} > 2 ? $entry->{msgcount} - 2 : 0; $list->add_score($entry, -$score) }
    # The order of changes is told by seconds.
    $db->do(q{UPDATE awl SET last_hit = '2020-01-01' WHERE last_hit > '2021-01-01'});
  }
  my $rows = $db->selectall_arrayref('SELECT email, ip, signedby, msgcount, totscore FROM awl ORDER BY email, ip, signedby');
  print $json->encode([\@known, [map { [@$_[0 .. 2], 0 + $_->[3], sprintf '%.3f', $_->[4]] } @$rows]]), "\n";
  $list->finish;
}
