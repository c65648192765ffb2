#!/usr/bin/perl
# Prints the eval functions that SpamAssassin's plugins register: plugin, function, and the type of rule it is for.
use strict; use warnings;
use Mail::SpamAssassin;
my ($directory) = map { (my $path = $INC{'Mail/SpamAssassin.pm'}) =~ s/\.pm$//; "$path/Plugin" } 1;
my @plugins = map { m{([^/]+)\.pm$} ? $1 : () } glob("$directory/*.pm");
open my $said, '>&', \*STDOUT or die; open STDOUT, '>', '/dev/null' or die;
my $sa = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1,
  config_text => join('', map { "loadplugin Mail::SpamAssassin::Plugin::$_\n" } @plugins) });
$sa->init(0);
my $conf = $sa->{conf};
for my $function (keys %{ $conf->{eval_plugins} }) {
  (my $plugin = ref $conf->{eval_plugins}{$function}) =~ s/.*:://;
  my $type = $conf->{eval_plugins_types}{$function};
  print $said join("\t", $plugin, $function, defined $type ? $Mail::SpamAssassin::Conf::TYPE_AS_STRING{$type} : 'any'), "\n";
}
