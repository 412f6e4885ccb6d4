//! One row on its way: where its members come from, where they go, and what all kinds of rows share.

use super::Options;
use super::report::{Kind, Report};
use crate::legacy::{LegacyAction, LegacyColor, LegacyIcon};
use crate::{Action, IconName, ImageId, WidgetColor};

/// Where a v1 row stands, and where what it becomes will stand.
pub(super) struct Place<'a> {
    pub(super) options: &'a Options,
    pub(super) report: &'a mut Report,
    /// JSON Pointer of the v1 row.
    pub(super) from: &'a str,
    /// JSON Pointer of the list of v2 rows.
    pub(super) list: &'a str,
    /// The next place in that list.
    pub(super) index: usize,
}

impl Place<'_> {
    /// A row that becomes the v2 row of that key, with the notes that every such row has.
    pub(super) fn row(&mut self, key: &str) -> Row<'_> {
        let from = self.from;
        let to = format!("{}/{}/{key}", self.list, self.index);
        let said = format!("the key `{key}` says it");
        self.report.add(format!("{from}/widget_type"), Kind::Dropped, said.clone());
        self.report.add(format!("{from}/data"), Kind::Moved { to: to.clone() }, format!("the content of `{key}`"));
        self.report.add(format!("{from}/data/@type"), Kind::Dropped, said);
        Row { options: self.options, report: self.report, from, to }
    }
}

/// Converts the members of one row and notes what becomes of them.
pub(super) struct Row<'a> {
    options: &'a Options,
    report: &'a mut Report,
    /// JSON Pointer of the v1 row.
    from: &'a str,
    /// JSON Pointer of the content of the v2 row.
    to: String,
}

impl Row<'_> {
    /// A member that has another place in the v2 row.
    pub(super) fn moved(&mut self, member: &str, to: &str, message: &str) {
        self.note(member, Kind::Moved { to: format!("{}/{to}", self.to) }, message);
    }

    /// Members that only chose a look or repeated what stands elsewhere.
    pub(super) fn dropped<const N: usize>(&mut self, members: [(&str, bool); N], message: &str) {
        for (member, _) in members.into_iter().filter(|(_, present)| *present) {
            self.note(member, Kind::Dropped, message);
        }
    }

    /// A member whose content or behaviour v2 cannot express.
    pub(super) fn lost(&mut self, present: bool, member: &str, message: &str) {
        if present {
            self.note(member, Kind::Lost, message);
        }
    }

    /// A member that needs a decision.
    pub(super) fn unmappable(&mut self, member: &str, message: &str) {
        self.note(member, Kind::Unmappable, message);
    }

    /// A colour that v2 can express for some values only, at the same member of the v2 row.
    pub(super) fn color(&mut self, member: &str, color: Option<LegacyColor>) -> Option<WidgetColor> {
        let color = color?;
        let same = color.in_v2();
        if same.is_none() {
            match self.options.default_color {
                Some(_) => {
                    let to = format!("{}/{member}", self.to);
                    let message = "v2 does not have this colour; the default takes its place";
                    self.note(member, Kind::Changed { to }, message);
                }
                None => {
                    self.unmappable(member, "v2 does not have this colour, so the row has none; choose one of five")
                }
            }
        }
        same.or(self.options.default_color)
    }

    /// The icon of a row: its name stands in the row itself, its colour is dropped.
    pub(super) fn icon(&mut self, icon: Option<&LegacyIcon>) -> Option<IconName> {
        let LegacyIcon { icon_name, icon_color } = icon?;
        self.icon_name("icon", icon_name.as_ref());
        self.dropped([("icon/icon_color", icon_color.is_some())], COLOR);
        self.dropped([("icon", icon_name.is_none() && icon_color.is_none())], EMPTY);
        icon_name.clone()
    }

    /// The name of an icon that stood in an object of its own.
    pub(super) fn icon_name(&mut self, object: &str, name: Option<&IconName>) {
        if name.is_some() {
            self.moved(&format!("{object}/icon_name"), "icon_name", "the name of the icon stands in the row itself");
        }
    }

    /// The picture of a row. An empty name stands for none.
    pub(super) fn image(&mut self, image: Option<&ImageId>) -> Option<ImageId> {
        let image = image?;
        if image.as_str().is_empty() {
            self.dropped([("image_url", true)], EMPTY);
            return None;
        }
        self.image_id("image_url", "image_id", image);
        Some(image.clone())
    }

    /// The note on a picture that is carried.
    pub(super) fn image_id(&mut self, member: &str, to: &str, image: &ImageId) {
        if image.as_str().contains("://") {
            let to = format!("{}/{to}", self.to);
            let message =
                "this is an address, as answers of the platform hold it; v2 takes the id of an upload, or `logo`";
            self.note(member, Kind::Changed { to }, message);
        } else {
            self.moved(member, to, "the member is called `image_id` in v2");
        }
    }

    /// What a tap opens; `object` is the v1 object around the action, empty for the row itself.
    pub(super) fn action(&mut self, object: &str, action: &LegacyAction) -> Action {
        let member = |name: &str| format!("{object}action/{name}");
        let (kind, url) = match action {
            LegacyAction::WebView(_) => (Kind::Dropped, "payload/url"),
            LegacyAction::WebPage(_) => (Kind::Lost, "payload/link"),
        };
        let message = match kind {
            Kind::Lost => "v2 opens the page inside the app, not in the external browser",
            _ => "`open_direct_link` says it",
        };
        self.note(&member("type"), kind, message);
        self.moved(&member(url), "action/open_direct_link", "the address is the whole action in v2");
        self.dropped([(&*member("payload/@type"), true)], "`open_direct_link` says it");
        let fallback = member("fallback_link");
        if action.fallback_link() == action.url() {
            self.dropped([(&*fallback, true)], "every v2 client knows the action; the address is the same");
        } else {
            self.lost(true, &fallback, "v2 has one address only, and this one differs from it");
        }
        Action::OpenDirectLink(action.url().clone())
    }

    fn note(&mut self, member: &str, kind: Kind, message: &str) {
        self.report.add(format!("{}/data/{member}", self.from), kind, message);
    }
}

pub(super) const COLOR: &str = "v2 chooses this colour itself";
pub(super) const LOOK: &str = "v2 chooses this part of the look itself";
pub(super) const EMPTY: &str = "it says nothing";
