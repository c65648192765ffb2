#!/usr/bin/perl
# Prints what `if can()` and `if has()` answer for every function of SpamAssassin's modules whose name says that it is there
# to be asked for: name, can, has (1 or 0). Arguments: the plugins to load, without the common part of their names.
use strict; use warnings;
use Mail::SpamAssassin;
(my $directory = $INC{'Mail/SpamAssassin.pm'}) =~ s/\.pm$//;
open my $said, '>&', \*STDOUT or die; open STDOUT, '>', '/dev/null' or die;
my $sa = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1, rules_filename => '/dev/null',
  site_rules_filename => '/dev/null', config_text => join('', map { "loadplugin Mail::SpamAssassin::Plugin::$_\n" } @ARGV) });
$sa->init(0);
my %names;
for my $file ("$directory.pm", glob("$directory/*.pm $directory/*/*.pm")) {
  open my $in, '<', $file or die "$file: $!";
  my $package = '';
  while (<$in>) {
    last if /^__END__/;
    $package = $1 if /^\s*package\s+([\w:]+)/;
    $names{"${package}::$1"} = 1 if /^\s*sub\s+((?:has|feature|test_feature|perl_min_version)_\w+)/;
  }
}
for my $name (sort keys %names) {
  print $said join("\t", $name, map { $sa->{conf}{parser}->cond_clause_can_or_has($_, $name) ? 1 : 0 } 'can', 'has'), "\n";
}
