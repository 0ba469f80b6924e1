import ArgumentParser
import Foundation
import HostPlugins

/// `hashinsight plugins sign BUNDLE --key FILE`: writes the bundle's `signature.json`.
struct PluginsSign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign a bundle: every file's name, size, mode and content. An earlier signature is replaced.")

    @Argument(help: ArgumentHelp("The bundle's folder.", valueName: "bundle")) var bundle: String
    @Option(help: ArgumentHelp("The private key, as `plugins keygen` makes it.", valueName: "file")) var key: String
    @OptionGroup var output: OutputOptions

    private struct Report: Encodable {
        let plugin: String
        let version: String
        let digest: String
        let keyId: String
        let files: Int
    }

    func run() async throws {
        try await Failure.exiting {
            let key = try readKey()
            let contents: BundleContents
            let manifest: Manifest
            do throws(BundleError) {
                contents = try BundleContents.read(bundle)
                manifest = try BundleReader.read(contents, directory: bundle).manifest
            } catch {
                throw Failure(.wrongInput, "\(error)")
            }
            do {
                let signature = try BundleSignature(signing: contents.list, with: key.key)
                // Written whole and renamed by the library: a reader sees the old signature or the new one.
                try Data(signature.bytes).write(
                    to: URL(fileURLWithPath: bundle).appendingPathComponent(BundleContents.signatureName), options: .atomic)
            } catch {
                throw Failure(.cannotWrite, "\(bundle)/\(BundleContents.signatureName) cannot be written: \(error.localizedDescription)")
            }
            let report = Report(
                plugin: manifest.id, version: "\(manifest.version)", digest: contents.digest, keyId: key.id,
                files: contents.list.files.count)
            if output.json { return try Talk.result(json: report) }
            Talk.result(
                "\(report.plugin) \(report.version) is signed with the key \(report.keyId): \(report.files) files, digest \(report.digest)")
        }
    }

    private func readKey() throws -> SigningKey {
        var status = stat()
        guard stat(key, &status) == 0, let text = try? String(contentsOfFile: key, encoding: .utf8) else {
            throw Failure(.wrongInput, "the key \(key) cannot be read: \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(.notPermitted, "the key \(key) can be read by others; expected mode 600: chmod 600 \(key)")
        }
        guard let key = SigningKey(pem: text) else {
            throw Failure(.wrongInput, "\(self.key) is no Ed25519 private key in PEM; expected one that `plugins keygen` made")
        }
        return key
    }
}
