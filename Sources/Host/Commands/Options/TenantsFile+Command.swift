import Foundation
import HostPlugins
import HostTenancy

extension TenantsFile {
    /// Reads the configuration for a command.
    /// - Throws: ``Failure`` with every issue on a line of its own.
    static func forCommand(_ path: String) throws -> TenantsFile {
        do { return try read(path: path) } catch { throw Failure(.wrongInput, "the configuration is not valid\n\(error)") }
    }

    /// The absolute path of a path in the file.
    func absolute(_ path: String) -> String {
        let folder = URL(fileURLWithPath: self.path).deletingLastPathComponent()
        return URL(fileURLWithPath: path, relativeTo: folder).standardizedFileURL.path
    }

    /// Which bundles are accepted.
    /// - Parameter develops: As in development mode, whatever the file says.
    func bundlePolicy(develops: Bool = false) -> BundlePolicy {
        BundlePolicy(
            trustedKeys: trustedKeys.compactMap { TrustedKey(name: $0.name, bytes: $0.publicKey) }, isDevelopment: isDevelopment || develops
        )
    }
}
