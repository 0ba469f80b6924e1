/// A place in the host's navigation.
package struct NavigationEntry: Sendable, Hashable {
    /// Name of a page route without parameters.
    package let route: String
    /// Catalogue key of the title.
    package let title: String
    /// Name of an icon of the host's set, or empty.
    package let icon: String
    /// Smaller stands further up.
    package let order: Int
}
