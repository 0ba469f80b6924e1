import Testing

@testable import Calculator

@Suite struct KeptCatalogueTests {
    @Test("what is kept comes back, with models that have no date; bytes of another make are not there")
    func bytes() throws {
        let kept = KeptCatalogue(mark: "c0ffee", models: World.catalogue.models)
        #expect(kept.models.contains { $0.released == nil } && kept.models.contains { $0.released != nil })
        #expect(try #require(KeptCatalogue(cacheBytes: kept.cacheBytes)) == kept)
        let empty = KeptCatalogue(mark: "", models: [])
        #expect(try #require(KeptCatalogue(cacheBytes: empty.cacheBytes)) == empty)
        #expect(KeptCatalogue(cacheBytes: Array(kept.cacheBytes.dropLast())) == nil)
        #expect(KeptCatalogue(cacheBytes: kept.cacheBytes + [65, 0]) == nil, "half a model")
        #expect(KeptCatalogue(cacheBytes: []) == nil)
        #expect(KeptCatalogue(cacheBytes: Array("[]".utf8)) == nil)
    }
}
