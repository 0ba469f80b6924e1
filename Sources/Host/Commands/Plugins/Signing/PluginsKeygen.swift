import ArgumentParser
import Foundation
import HostPlugins

/// `hashinsight plugins keygen FILE`: a key pair to sign bundles with.
struct PluginsKeygen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Make a key to sign bundles with; says what to put into the configuration.")

    @Argument(help: ArgumentHelp("Where the private key goes; nothing is overwritten.", valueName: "file")) var file: String
    @Option(help: "What the configuration calls the key.") var name = "release"
    @OptionGroup var output: OutputOptions

    private struct Report: Encodable {
        let file: String
        let keyId: String
        let name: String
        let ed25519: String
    }

    func run() async throws {
        try await Failure.exiting {
            let key = SigningKey()
            let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw Failure(.cannotWrite, "\(file) cannot be made: \(String(cString: strerror(errno)))")
            }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            do {
                try handle.write(contentsOf: Data(key.pem.utf8))
                try handle.synchronize()
            } catch {
                throw Failure(.cannotWrite, "\(file) cannot be written: \(error.localizedDescription)")
            }
            if output.json {
                return try Talk.result(json: Report(file: file, keyId: key.id, name: name, ed25519: key.publicKey))
            }
            Talk.say("\(file) holds the private key \(key.id): keep it secret. Every host that should trust it needs in tenants.yaml:")
            Talk.result("trusted_keys:\n  - {name: \(name), ed25519: \(key.publicKey)}")
        }
    }
}
