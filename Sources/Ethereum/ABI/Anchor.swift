/// One root on its way into a stream of the notary contract.
package struct Anchor: Hashable, Sendable {
    package let stream: Bytes32
    /// The stream's head before this root; 32 zero bytes for the first.
    package let previousLink: Bytes32
    package let root: Bytes32
    /// Leaves under the root.
    package let size: UInt256
    /// SHA-256 of the manifest; 32 zero bytes if there is none.
    package let manifest: Bytes32

    package init(stream: Bytes32, previousLink: Bytes32, root: Bytes32, size: UInt256, manifest: Bytes32) {
        self.stream = stream
        self.previousLink = previousLink
        self.root = root
        self.size = size
        self.manifest = manifest
    }

    /// The stream's head after this root, as the contract computes it.
    package var link: Bytes32 {
        var hasher = Keccak256()
        for word in [previousLink, root, size.word, manifest] { word.withUnsafeBytes { hasher.update(buffer: $0) } }
        return hasher.finalized()
    }

    /// Checks what the contract would refuse.
    package func validate() throws {
        guard root != .zero, size != 0 else {
            throw EthereumFault(.intervalInvalid, "the contract takes no root of zeros and no tree without leaves")
        }
    }
}
