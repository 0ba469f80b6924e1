import PluginABI

/// Hashes that the host's notary anchors on an Ethereum chain, in one transaction for all tenants. The manifest asks with
/// `services: [hashinsight.notary/1]`.
///
/// The plugin keeps what a hash stands for, and blinds it; the host keeps keys, nodes and transactions, and loses no hash that it has taken.
///
/// Evidence that is to outlive the host is pinned on IPFS, wherever the operator said: `try await context.notary.pin(key: "7", content: sealed)`.
/// What was published cannot be taken back: only encrypted bytes go there, and whoever deletes their key erases them.
public struct Notary: Sendable {
    let host: HostHandle

    /// Puts a leaf into the next interval, under a key of the plugin's own. The same key and leaf may come again, and are anchored once.
    ///
    /// - Parameters:
    ///   - key: 1 to 160 bytes.
    ///   - leaf: 32 bytes.
    /// - Throws: `.conflict` if the key stands for another leaf, `.overQuota` if too many wait, `.unavailable` (with `not_configured` at the
    ///   beginning of `details` where the operator named no chain), `.invalidArgument`, `.denied`, `.deadline`, `.cancelled`.
    public func submit(key: String, leaf: [UInt8]) async throws(PluginError) {
        var writer = MessageWriter(kind: 0, fieldCapacity: 2, dataBytes: key.utf8.count + leaf.count)
        writer.text(Int(HI_NOTARY_KEY), key)
        writer.data(Int(HI_NOTARY_LEAF), leaf)
        _ = try await run(host.services.notary?.submit, try writer.finish())
    }

    /// How far a leaf has come; nil if none was submitted under this key. Throws as `submit`.
    public func receipt(key: String) async throws(PluginError) -> NotaryReceipt? {
        var writer = MessageWriter(kind: 0, fieldCapacity: 1, dataBytes: key.utf8.count)
        writer.text(Int(HI_NOTARY_KEY), key)
        return try NotaryReceipt.read(try await run(host.services.notary?.receipt, try writer.finish()))
    }

    /// Has bytes pinned, under a key of the plugin's own. The same key and bytes may come again, and are pinned once.
    ///
    /// - Parameters:
    ///   - key: 1 to 160 bytes; leaves have other names.
    ///   - content: 1 to 4,194,304 bytes, encrypted.
    /// - Returns: The content identifier, of version 1, which the host computed.
    /// - Throws: `.conflict` if the key stands for other bytes or was taken back, `.overQuota` if too many wait, `.unavailable` (with
    ///   `not_configured` at the beginning of `details` where the operator named no provider), `.unsupported` on a host that cannot pin,
    ///   `.invalidArgument`, `.denied`, `.deadline`, `.cancelled`.
    @discardableResult
    public func pin(key: String, content: [UInt8]) async throws(PluginError) -> String {
        var writer = MessageWriter(kind: 0, fieldCapacity: 2, dataBytes: key.utf8.count + content.count)
        writer.text(Int(HI_NOTARY_KEY), key)
        writer.data(Int(HI_NOTARY_CONTENT), content)
        let answer = try await pinning(host.services.notary?.pin, try writer.finish())
        guard let report = try NotaryPin.read(answer) else {
            throw PluginError(.internal, "The host pinned something and has no name for it.")
        }
        return report.cid
    }

    /// Where a pin stands; nil if nothing was pinned under this key. Throws as `pin`.
    public func pinned(key: String) async throws(PluginError) -> NotaryPin? {
        try NotaryPin.read(try await pinning(host.services.notary?.pinned, try Self.naming(key)))
    }

    /// Takes a pin back for good, here at once and at the providers as soon as they are reached. A key that is not there is fine. Throws as
    /// `pin`.
    public func unpin(key: String) async throws(PluginError) {
        _ = try await pinning(host.services.notary?.unpin, try Self.naming(key))
    }

    private static func naming(_ key: String) throws(PluginError) -> [UInt8] {
        var writer = MessageWriter(kind: 0, fieldCapacity: 1, dataBytes: key.utf8.count)
        writer.text(Int(HI_NOTARY_KEY), key)
        return try writer.finish()
    }

    private func pinning(_ start: HostOperation.Start?, _ message: [UInt8]) async throws(PluginError) -> [UInt8] {
        guard host.services.notary == nil || start != nil else {
            throw PluginError(.unsupported, "This host's notary pins nothing: it is older than this plugin.")
        }
        return try await run(start, message)
    }

    private func run(_ start: HostOperation.Start?, _ message: [UInt8]) async throws(PluginError) -> [UInt8] {
        try await HostOperation.ask(
            host, start, cancel: host.services.notary?.cancel, message,
            notGranted: PluginError(.denied, "The notary was not granted: the manifest must list \(HI_NOTARY_1) under services."))
    }
}
