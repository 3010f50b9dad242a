use super::{
    Access, RouteTable, joined, rooted_prefix,
    shape::{Reach, Shape},
    table::rooted,
};

/// Routes for a framework that asks them one after the other and takes the first that matches, so that their order decides
/// who may do what. `R` is what the framework needs to add one.
///
/// Where the paths differ, the narrower one is asked first: from left to right, text goes before parameters, and these before
/// tails. Where that decides nothing, the stricter access is: a policy before [`Optional`](Access::Optional) before
/// [`Public`](Access::Public). An expression of a parameter that is not plainly seen to match no slash counts as a tail.
///
/// ```
/// use cognito_core::{Policy, routes::{Access, Extent, Place, Places}};
///
/// let mut places = Places::default();
/// for (path, access) in [
///     ("/{page:.*}", Access::Public),
///     ("/{tenant}", Policy::user().into()),
///     ("/help", Access::Public),
///     ("/{number:[0-9]+}", Access::Public),
/// ] {
///     places.add(Place::new(&["GET"], path, Extent::Path, access, ()));
/// }
/// let order: Vec<_> = places.in_order().into_iter().flatten().map(|place| place.path).collect();
/// assert_eq!(order, ["/help", "/{tenant}", "/{number:[0-9]+}", "/{page:.*}"]);
/// ```
#[derive(Clone, Debug)]
pub struct Places<R>(Vec<Place<R>>);

/// One of the [`Places`].
#[derive(Clone, Debug)]
pub struct Place<R> {
    /// In upper case; none stands for any method.
    pub methods: &'static [&'static str],
    /// Begins with a slash.
    pub path: String,
    /// How much the place takes of what lies there.
    pub extent: Extent,
    /// Who may use it.
    pub access: Access,
    /// What the framework needs.
    pub route: R,
}

impl<R> Place<R> {
    /// A place of the fields' values. The path may lack the slash that it begins with, and with the extents
    /// [`Rest`](Extent::Rest) and [`Tree`](Extent::Tree) it may end with one.
    pub fn new(
        methods: &'static [&'static str],
        path: &str,
        extent: Extent,
        access: Access,
        route: R,
    ) -> Self {
        let path = match extent {
            Extent::Path => rooted(path),
            Extent::Rest | Extent::Tree => rooted_prefix(path),
        };
        Self {
            methods,
            path,
            extent,
            access,
            route,
        }
    }
}

/// What a [`Place`] takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Extent {
    /// The path.
    Path,
    /// What no route takes of what lies below the path.
    Rest,
    /// The path and everything below it.
    Tree,
}

impl<R> Places<R> {
    /// Adds a place.
    ///
    /// # Panics
    /// If it would never be asked, for there is one already with its path and one of its methods. Of those for any method
    /// nobody knows.
    #[track_caller]
    pub fn add(&mut self, place: Place<R>) {
        let is_there = self.0.iter().any(|other| place.collides_with(other));
        assert!(
            !is_there,
            "there is a route of this path and method already"
        );
        self.0.push(place);
    }

    /// Adds rows for the places to a table.
    pub fn describe(&self, table: &mut RouteTable) {
        for place in &self.0 {
            if place.extent != Extent::Rest {
                table.add(place.methods, &place.path, place.access.clone());
            }
            if place.extent != Extent::Path {
                let below = joined(&place.path, "/*");
                table.add(place.methods, &below, place.access.clone());
            }
        }
    }

    /// The places in the order in which they are to be asked. Those that take the same paths are together, the strictest
    /// first: after them the framework must answer for the path's other methods, or a wider path would.
    pub fn in_order(self) -> Vec<Vec<Place<R>>> {
        let mut groups: Vec<(Shape, Vec<Place<R>>)> = Vec::new();
        for place in self.0 {
            let shape = place.shape();
            let same = groups.iter_mut().find(|(other, group)| {
                *other == shape && group.iter().all(|other| other.extent == place.extent)
            });
            match same {
                Some((_, group)) => group.push(place),
                None => groups.push((shape, vec![place])),
            }
        }
        for (_, group) in &mut groups {
            // With the same access, a route of one method leaves the others to the next.
            group.sort_by_key(|place| (place.openness(), place.methods.is_empty()));
        }
        groups.sort_by_cached_key(|(shape, group)| Rank::of(shape, group));
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

#[derive(Eq, Ord, PartialEq, PartialOrd)]
struct Rank {
    is_rest: bool,
    reach: Vec<Reach>,
    openness: Option<u8>,
}

impl Rank {
    fn of<R>(shape: &Shape, group: &[Place<R>]) -> Self {
        Self {
            is_rest: group.iter().any(|place| place.extent == Extent::Rest),
            reach: shape.reach(),
            openness: group.first().map(Place::openness),
        }
    }
}

impl<R> Place<R> {
    fn shape(&self) -> Shape {
        match self.extent {
            Extent::Path => Shape::of(&self.path),
            Extent::Rest | Extent::Tree => Shape::below(&self.path),
        }
    }

    fn collides_with(&self, other: &Self) -> bool {
        let both_want = match (self.extent, other.extent) {
            (Extent::Path, Extent::Path) => self.methods.iter().any(|m| other.methods.contains(m)),
            (Extent::Tree, Extent::Tree) => true,
            _ => false,
        };
        both_want && self.shape() == other.shape()
    }

    fn openness(&self) -> u8 {
        match self.access {
            Access::Policy(_) => 0,
            Access::Optional => 1,
            Access::Public => 2,
        }
    }
}

impl<R> Default for Places<R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<R> IntoIterator for Places<R> {
    type Item = Place<R>;
    type IntoIter = std::vec::IntoIter<Place<R>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Policy;

    fn place(extent: Extent, path: &str, access: impl Into<Access>) -> Place<()> {
        Place {
            methods: &[],
            path: path.to_owned(),
            extent,
            access: access.into(),
            route: (),
        }
    }

    #[test]
    fn prefixes_go_after_their_paths_and_rests_after_everything() {
        let mut places = Places::default();
        for (extent, path) in [
            (Extent::Rest, "/"),
            (Extent::Rest, "/api"),
            (Extent::Tree, "/api"),
            (Extent::Tree, "/"),
            (Extent::Path, "/{page}"),
            (Extent::Path, "/{tail}*"),
            (Extent::Path, "/api"),
            (Extent::Path, "/api/me"),
        ] {
            places.add(place(extent, path, Policy::user()));
        }
        let order = places.in_order().into_iter().flatten();
        let order: Vec<_> = order.map(|place| (place.extent, place.path)).collect();
        let expected = [
            (Extent::Path, "/api/me"),
            (Extent::Path, "/api"),
            (Extent::Tree, "/api"),
            (Extent::Path, "/{page}"),
            (Extent::Tree, "/"),
            (Extent::Path, "/{tail}*"),
            (Extent::Rest, "/api"),
            (Extent::Rest, "/"),
        ];
        assert_eq!(
            order,
            expected.map(|(extent, path)| (extent, path.to_owned()))
        );
    }

    #[test]
    fn places_of_one_shape_are_together_and_the_strictest_is_first() {
        let mut places = Places::default();
        places.add(place(Extent::Path, "/x/{a}", Access::Public));
        places.add(place(Extent::Path, "/y", Access::Public));
        places.add(place(Extent::Path, "/x/{b}", Access::Optional));
        places.add(place(Extent::Path, "/x/{c}", Policy::user()));
        places.add(Place {
            methods: &["GET"],
            ..place(Extent::Path, "/x/{d}", Policy::user())
        });
        let groups = places.in_order();
        let paths = groups
            .iter()
            .map(|group| group.iter().map(|place| &*place.path).collect());
        let paths: Vec<Vec<_>> = paths.collect();
        assert_eq!(
            paths,
            [vec!["/x/{d}", "/x/{c}", "/x/{b}", "/x/{a}"], vec!["/y"]]
        );
    }
}
