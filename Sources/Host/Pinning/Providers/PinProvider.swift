package import Ethereum

/// Somebody who keeps bytes on IPFS, or a folder.
///
/// Thread: any, for every function; none blocks. Each may be made again after a failure or an end in between.
package protocol PinProvider: Sendable {
    /// The word for it in the database, in figures and for people.
    var name: PinProviderName { get }

    /// Hands the bytes over.
    /// - Parameter label: What the provider shows to its account's owner; tells nothing of the content.
    /// - Throws: ``PinFault``.
    func put(_ object: PinObject, label: String) async throws(PinFault) -> PinnedThing

    /// What the provider has under an identifier; nil if nothing.
    /// - Throws: ``PinFault``.
    func find(_ cid: CID) async throws(PinFault) -> PinnedThing?

    /// Has it unpinned. What is not there is fine.
    /// - Throws: ``PinFault``.
    func remove(_ thing: PinnedThing) async throws(PinFault)

    /// Asks whether the provider is there and takes the token, without changing anything.
    /// - Throws: ``PinFault``.
    func probe() async throws(PinFault)
}

/// The providers; the raw value is the word in the database.
package enum PinProviderName: String, Sendable, Hashable, CaseIterable {
    case pinata
    case kubo
    case folder
    /// Any that speaks the IPFS Pinning Service API.
    case service

    /// Whether it counts towards the month's bytes: what is one's own does not.
    package var isMetered: Bool { self == .pinata }
    /// Whether it has to find the bytes on the network, where another one has to have put them.
    package var needsNetwork: Bool { self == .service }
}

/// What a provider says that it has.
package struct PinnedThing: Sendable, Hashable {
    /// The identifier as the provider writes it.
    package let cid: String
    /// The provider's own name for it; nil where the identifier is the name.
    package let id: String?
    /// Whether it is kept already, or still sought.
    package let isSettled: Bool

    package init(cid: String, id: String? = nil, isSettled: Bool = true) {
        self.cid = cid
        self.id = id
        self.isSettled = isSettled
    }

    /// Whether it is these bytes. Both identifiers are compared as bytes; versions 0 and 1 of one SHA-256 are equal only for nodes, since
    /// version 0 names nothing else.
    package func isSame(as expected: CID) -> Bool { (try? CID(cid))?.names(sameAs: expected) ?? false }
}
