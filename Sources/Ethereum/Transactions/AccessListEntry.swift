/// A contract and those of its storage words that a transaction names beforehand.
package struct AccessListEntry: Hashable, Sendable {
    package let address: Address
    package let storageKeys: [Bytes32]

    package init(address: Address, storageKeys: [Bytes32]) {
        self.address = address
        self.storageKeys = storageKeys
    }

    var item: RLPItem { .list([.bytes(address.bytes), .list(storageKeys.map { .bytes($0.bytes) })]) }
}
