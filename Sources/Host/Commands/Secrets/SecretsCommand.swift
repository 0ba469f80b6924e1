import ArgumentParser
import Foundation
import HostData
import HostPlugins
import HostTenancy
import Logging

/// `hashinsight secrets`: passwords and keys that plugins are given, sealed in the database.
struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets", abstract: "Set, list and remove the secrets that plugins read.",
        subcommands: [SecretsSet.self, SecretsList.self, SecretsRemove.self, SecretsRotate.self])
}

/// Which secret.
struct SecretTarget: ParsableArguments {
    @Argument(help: "The plugin, such as hosting.") var plugin: String
    @Argument(help: "The secret's name, as the plugin's manifest lists it.") var name: String
    @Option(help: "The tenant whose it is. Without it: for all tenants.") var tenant: String?

    struct Report: Encodable {
        let plugin: String
        let name: String
        let tenant: String?
        let set: Bool
        let changed: Bool
    }

    func report(isSet: Bool, hasChanged: Bool) -> Report {
        Report(plugin: plugin, name: name, tenant: tenant, set: isSet, changed: hasChanged)
    }

    var text: String { "the secret \(name) of \(plugin) for \(tenant ?? "all tenants")" }
}

/// `hashinsight secrets set`.
struct SecretsSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set a secret, read from standard input or a file; running hosts use it at once.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var target: SecretTarget
    @Option(help: ArgumentHelp("Read it from this file instead of standard input.", valueName: "path")) var file: String?

    func run() async throws {
        try await Failure.exiting {
            let value = try SecretInput.read(path: file)
            try await SecretsAccess.with(host) { access in
                try await access.requireDeclared(target)
                try await Failure.ofSecrets {
                    try await access.store.set(
                        value, plugin: target.plugin, name: target.name, tenant: target.tenant, origin: .commandLine)
                }
            }
            if output.json { return try Talk.result(json: target.report(isSet: true, hasChanged: true)) }
            Talk.result("\(target.text) is set")
        }
    }
}

/// `hashinsight secrets remove`.
struct SecretsRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take a secret away. An instance that needs it goes on until it is made anew, then waits.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var target: SecretTarget

    func run() async throws {
        try await Failure.exiting {
            let wasSet = try await SecretsAccess.with(host) { access in
                try await Failure.ofSecrets {
                    try await access.store.remove(
                        plugin: target.plugin, name: target.name, tenant: target.tenant, origin: .commandLine)
                }
            }
            if output.json { return try Talk.result(json: target.report(isSet: false, hasChanged: wasSet)) }
            Talk.result("\(target.text) is \(wasSet ? "removed" : "not set (as before)")")
        }
    }
}

/// `hashinsight secrets rotate`.
struct SecretsRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Seal every secret with the key of now.",
        discussion: """
            To change the key: give all hosts the new one as SECRETS_KEY and the earlier one as SECRETS_KEY_PREVIOUS (each also as …_FILE), \
            restart them, run this, then leave SECRETS_KEY_PREVIOUS out. Without SECRETS_KEY the session secret is the key.
            """)

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    private struct Report: Encodable {
        let key: String
        let sealedAnew: Int
        let secrets: Int
    }

    func run() async throws {
        try await Failure.exiting {
            let report = try await SecretsAccess.with(host) { access in
                let done = try await Failure.ofSecrets { try await access.store.rotate(origin: .commandLine) }
                return Report(key: access.store.keys.current.idText, sealedAnew: done.sealedAnew, secrets: done.all)
            }
            if output.json { return try Talk.result(json: report) }
            Talk.result("\(report.sealedAnew) of \(report.secrets) secrets were sealed anew; the key is \(report.key)")
        }
    }
}
