import ArgumentParser

/// The command line: `hashinsight <command>`.
///
/// Results go to stdout, talk to stderr; `--json` gives one document with sorted keys. Exit codes: see ``Failure``.
@main
struct HashInsight: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hashinsight",
        abstract: "A host for Bitcoin-mining hosting businesses.",
        discussion: """
            Exit codes: 0 done, 1 failed, 64 wrong usage, 65 wrong input or configuration, 69 database or network not available, \
            73 file cannot be written, 75 try again later, 77 not permitted.
            """,
        version: Release.version,
        subcommands: [
            Serve.self, Check.self, Apply.self, Migrate.self, TenantsCommand.self, MembersCommand.self, PluginsCommand.self,
            JobsCommand.self, SecretsCommand.self, NotaryCommand.self,
            Simulate.self, Doctor.self, Develop.self, DevelopHost.self, DevelopLoad.self,
        ])
}
