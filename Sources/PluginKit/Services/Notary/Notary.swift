import PluginABI

/// Hashes that the host's notary anchors on an Ethereum chain, in one transaction for all tenants. The manifest asks with
/// `services: [hashinsight.notary/1]`.
///
/// The plugin keeps what a hash stands for, and blinds it; the host keeps keys, nodes and transactions, and loses no hash that it has taken.
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

    private func run(_ start: HostOperation.Start?, _ message: [UInt8]) async throws(PluginError) -> [UInt8] {
        try await HostOperation.ask(
            host, start, cancel: host.services.notary?.cancel, message,
            notGranted: PluginError(.denied, "The notary was not granted: the manifest must list \(HI_NOTARY_1) under services."))
    }
}
