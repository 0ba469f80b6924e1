import ArgumentParser
import HostTenancy
import Logging

/// `hashinsight members`: people who sign in.
struct MembersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "List members, add one, set a password, let one sign in or not.",
        subcommands: [List.self, Add.self, Password.self, Enable.self, Disable.self], defaultSubcommand: List.self)

    struct Row: Encodable {
        let email: String
        let tenant: String
        let role: String
        let enabled: Bool
        let password: String?
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List members.")

        @OptionGroup var host: HostOptions
        @OptionGroup var output: OutputOptions
        @Option(help: "Only those of one tenant.")
        var tenant: String?

        func run() async throws {
            try await MembersCommand.telling {
                let rows = try await MembersCommand.with(host) { try await $0.list(tenant: tenant) }
                    .map { Row(email: $0.email, tenant: $0.tenantId, role: $0.role.rawValue, enabled: $0.isEnabled, password: nil) }
                if output.json { return try Talk.result(json: rows) }
                Talk.table(
                    [["EMAIL", "TENANT", "ROLE", "STATE"]]
                        + rows.map { [$0.email, $0.tenant, $0.role, $0.enabled ? "enabled" : "disabled"] })
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a member with a random password, which is shown once.")

        @OptionGroup var host: HostOptions
        @OptionGroup var output: OutputOptions
        @Argument var email: String
        @Option var tenant: String
        @Option(help: "guest, user, admin or owner")
        var role = "user"

        func run() async throws {
            try await MembersCommand.telling {
                guard let role = Role(rawValue: role) else {
                    throw Failure(.wrongInput, "there is no role '\(role)'; expected guest, user, admin or owner")
                }
                let made = try await MembersCommand.with(host) {
                    try await $0.create(tenant: tenant, email: email, role: role, origin: .commandLine)
                }
                let row = Row(email: made.member.email, tenant: tenant, role: role.rawValue, enabled: true, password: made.password)
                if output.json { return try Talk.result(json: row) }
                Talk.result("\(row.email)\t\(made.password)")
            }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Set a random password, which is shown once; ends the member's sessions.")

        @OptionGroup var host: HostOptions
        @Argument var email: String

        func run() async throws {
            try await MembersCommand.telling {
                Talk.result(try await MembersCommand.with(host) { try await $0.setPassword(email: email, origin: .commandLine) })
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a member sign in again.")

        @OptionGroup var host: HostOptions
        @OptionGroup var output: OutputOptions
        @Argument var email: String

        func run() async throws { try await MembersCommand.setEnabled(email, true, host, output) }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a member's sessions and let it not sign in; nothing is deleted.")

        @OptionGroup var host: HostOptions
        @OptionGroup var output: OutputOptions
        @Argument var email: String

        func run() async throws { try await MembersCommand.setEnabled(email, false, host, output) }
    }

    private static func setEnabled(_ email: String, _ isEnabled: Bool, _ host: HostOptions, _ output: OutputOptions) async throws {
        try await telling {
            let member = try await with(host) { service in
                try await service.setEnabled(email: email, isEnabled: isEnabled, origin: .commandLine)
                return try await service.member(email: email)
            }
            guard let member else { throw Failure(.failed, "\(email) was changed and is gone meanwhile") }
            let row = Row(
                email: member.email, tenant: member.tenantId, role: member.role.rawValue, enabled: member.isEnabled, password: nil)
            if output.json { return try Talk.result(json: row) }
            Talk.result("\(row.email) is \(row.enabled ? "enabled" : "disabled")")
        }
    }

    private static func with<T: Sendable>(_ host: HostOptions, _ body: (MembersService) async throws -> T) async throws -> T {
        try await HostConnection.with(host) { connection in
            let hasher = PasswordHasher()
            defer { hasher.close() }
            return try await body(MembersService(database: connection.database, hasher: hasher))
        }
    }

    private static func telling(_ body: () async throws -> Void) async throws {
        try await Failure.exiting {
            do { try await body() } catch let error as IdentityError {
                throw Failure(error.code == .unavailable || error.code == .busy ? .unavailable : .wrongInput, error.message)
            }
        }
    }
}
