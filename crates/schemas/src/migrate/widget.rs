//! The eleven v1 rows.

use serde_json::Value;

use super::Options;
use super::report::{Kind, Report};
use super::row::{COLOR, EMPTY, LOOK, Place, Row};
use crate::Widget;
use crate::legacy::{
    LegacyButton, LegacyDescriptionRowData, LegacyEvaluationRowData, LegacyEvaluationSection, LegacyEventRowData,
    LegacyGroupInfoItem, LegacyGroupInfoRowData, LegacyImageCarouselItem, LegacyImageCarouselRowData,
    LegacyIndicatorIcon, LegacyLegendTitleRowData, LegacyScoreRowData, LegacySelectorRowData, LegacySubtitleRowData,
    LegacyTitleRowData, LegacyWideButtonBarData, LegacyWidget, LegacyWidgetList,
};
use crate::widgets::{
    ButtonBar, DescriptionRow, EvaluationRow, EvaluationSection, EventRow, GroupInfoItem, GroupInfoRow,
    ImageCarouselItem, ImageCarouselRow, ScoreRow, SelectorRow, SubtitleRow, TitleRow,
};

/// Converts the rows of an add-on.
pub(super) fn list(list: &LegacyWidgetList, options: &Options, report: &mut Report) -> Vec<Widget> {
    report.add("/widgets/widget_list", Kind::Moved { to: "/widgets".to_owned() }, "v2 sends the bare list");
    let mut rows = Vec::with_capacity(list.widget_list.len());
    for (index, widget) in list.widget_list.iter().enumerate() {
        convert(widget, &format!("/widgets/widget_list/{index}"), "/widgets", options, report, &mut rows);
    }
    rows
}

/// Converts one row. `from` points to it, `list` points to the list that takes what it becomes.
pub(super) fn convert(
    widget: &LegacyWidget,
    from: &str,
    list: &str,
    options: &Options,
    report: &mut Report,
    rows: &mut Vec<Widget>,
) {
    let mut place = Place { options, report, from, list, index: rows.len() };
    rows.push(match widget {
        LegacyWidget::TitleRow(data) => title(data, &mut place.row("title_row")).into(),
        LegacyWidget::SubtitleRow(data) => subtitle(data, &mut place.row("subtitle_row")).into(),
        LegacyWidget::DescriptionRow(data) => description(data, &mut place.row("description_row")).into(),
        LegacyWidget::WideButtonBar(data) => button(data, &mut place.row("button_bar")).into(),
        LegacyWidget::SelectorRow(data) => selector(data, &mut place.row("selector_row")).into(),
        LegacyWidget::EventRow(data) => event(data, &mut place.row("event_row")).into(),
        LegacyWidget::ScoreRow(data) => score(data, &mut place.row("score_row")).into(),
        LegacyWidget::EvaluationRow(data) => evaluation(data, &mut place.row("evaluation_row")).into(),
        LegacyWidget::GroupInfoRow(data) => group_info(data, &mut place.row("group_info_row")).into(),
        LegacyWidget::ImageCarouselRow(data) => image_carousel(data, &mut place.row("image_carousel_row")).into(),
        LegacyWidget::LegendTitleRow(data) => return rows.extend(legend(data, place)),
    });
}

fn title(data: &LegacyTitleRowData, row: &mut Row<'_>) -> TitleRow {
    let LegacyTitleRowData { type_url: _, text, has_divider, text_color } = data;
    row.dropped([("text_color", text_color.is_some())], COLOR);
    let mut title = TitleRow::new(text);
    title.has_divider = *has_divider;
    title
}

fn subtitle(data: &LegacySubtitleRowData, _: &mut Row<'_>) -> SubtitleRow {
    let LegacySubtitleRowData { type_url: _, text, has_divider } = data;
    let mut subtitle = SubtitleRow::new(text);
    subtitle.has_divider = *has_divider;
    subtitle
}

fn description(data: &LegacyDescriptionRowData, row: &mut Row<'_>) -> DescriptionRow {
    let LegacyDescriptionRowData {
        type_url: _,
        text,
        has_divider,
        expandable,
        is_primary,
        small,
        padded,
        preview_max_line,
    } = data;
    let looks = [
        ("is_primary", is_primary.is_some()),
        ("small", small.is_some()),
        ("padded", padded.is_some()),
        ("preview_max_line", preview_max_line.is_some()),
    ];
    row.dropped(looks, LOOK);
    let mut description = DescriptionRow::new(text);
    description.has_divider = *has_divider;
    description.expandable = *expandable;
    description
}

fn button(data: &LegacyWideButtonBarData, row: &mut Row<'_>) -> ButtonBar {
    let LegacyWideButtonBarData { type_url: _, style, button: LegacyButton { title, action, disable } } = data;
    row.dropped([("style", style.is_some())], LOOK);
    row.moved("button/title", "title", "the text stands in the row itself");
    let action = row.action("button/", action);
    row.dropped([("button/disable", *disable == Some(false))], "a v2 button is always enabled");
    row.lost(*disable == Some(true), "button/disable", "a v2 button cannot be disabled: this one can now be tapped");
    ButtonBar::new(title, action)
}

fn selector(data: &LegacySelectorRowData, row: &mut Row<'_>) -> SelectorRow {
    let LegacySelectorRowData {
        type_url: _,
        title,
        description,
        image_url,
        icon,
        has_divider,
        has_arrow,
        has_notification,
        notification_text,
        small,
        action,
    } = data;
    let looks = [
        ("has_arrow", has_arrow.is_some()),
        ("has_notification", *has_notification == Some(false)),
        ("small", small.is_some()),
    ];
    row.dropped(looks, LOOK);
    row.lost(*has_notification == Some(true), "has_notification", "a v2 row has no notification mark");
    text_lost("description", description.as_deref(), "a v2 row has one line of text", row);
    text_lost("notification_text", notification_text.as_deref(), "a v2 row has no notification mark", row);
    let mut selector = SelectorRow::new(title);
    selector.image_id = row.image(image_url.as_ref());
    selector.icon_name = row.icon(icon.as_ref());
    selector.has_divider = *has_divider;
    selector.action = action.as_ref().map(|action| row.action("", action));
    selector
}

/// A text that v2 has no place for; an empty one is no loss.
fn text_lost(member: &str, text: Option<&str>, message: &str, row: &mut Row<'_>) {
    row.dropped([(member, text == Some(""))], EMPTY);
    row.lost(text.is_some_and(|text| !text.is_empty()), member, message);
}

fn event(data: &LegacyEventRowData, row: &mut Row<'_>) -> EventRow {
    let LegacyEventRowData {
        type_url: _,
        title,
        subtitle,
        label,
        image_url,
        icon,
        has_divider,
        has_indicator,
        padded,
        counter,
        action,
    } = data;
    row.dropped([("has_indicator", has_indicator.is_some()), ("padded", padded.is_some())], LOOK);
    row.lost(counter.is_some(), "counter", "a v2 row has no number");
    if action.is_some() {
        let message = "this row has no action in v2; add a `selector_row` or a `button_bar` that opens the address";
        row.unmappable("action", message);
    }
    let mut event = EventRow::new(title);
    event.subtitle.clone_from(subtitle);
    event.label.clone_from(label);
    event.image_id = row.image(image_url.as_ref());
    event.has_divider = *has_divider;
    event.icon_name = row.icon(icon.as_ref());
    event
}

fn score(data: &LegacyScoreRowData, row: &mut Row<'_>) -> ScoreRow {
    let LegacyScoreRowData { title, score, score_color, has_divider, icon, action } = data;
    let mut converted = ScoreRow::new(title, score.clone());
    converted.score_color = row.color("score_color", *score_color);
    converted.has_divider = *has_divider;
    converted.icon_name = row.icon(icon.as_ref());
    converted.action = action.as_ref().map(|action| row.action("", action));
    converted
}

fn evaluation(data: &LegacyEvaluationRowData, row: &mut Row<'_>) -> EvaluationRow {
    let LegacyEvaluationRowData {
        type_url: _,
        left,
        middle,
        right,
        indicator_text,
        indicator_percentage,
        indicator_icon,
        indicator_color,
    } = data;
    let [left, middle, right] = [("left", left), ("middle", middle), ("right", right)]
        .map(|(place, section)| evaluation_section(place, section, row));
    row.dropped([("indicator_color", indicator_color.is_some())], COLOR);
    let mut evaluation = EvaluationRow::new(left, middle, right);
    evaluation.indicator_text.clone_from(indicator_text);
    evaluation.indicator_percentage = *indicator_percentage;
    if let Some(icon) = indicator_icon {
        let LegacyIndicatorIcon { icon_name, icon_color, image_url_dark, image_url_light } = icon;
        row.icon_name("indicator_icon", icon_name.as_ref());
        row.dropped([("indicator_icon/icon_color", icon_color.is_some())], COLOR);
        let message = "a v2 pointer takes an icon of the catalogue only";
        text_lost("indicator_icon/image_url_dark", image_url_dark.as_deref(), message, row);
        text_lost("indicator_icon/image_url_light", image_url_light.as_deref(), message, row);
        row.dropped([("indicator_icon", *icon == LegacyIndicatorIcon::default())], EMPTY);
        evaluation.icon_name.clone_from(icon_name);
    }
    evaluation
}

fn evaluation_section(place: &str, section: &LegacyEvaluationSection, row: &mut Row<'_>) -> EvaluationSection {
    let LegacyEvaluationSection { text, text_color, section_color } = section;
    row.dropped([(&*format!("{place}/text_color"), text_color.is_some())], COLOR);
    let mut converted = EvaluationSection::new(text);
    converted.section_color = row.color(&format!("{place}/section_color"), *section_color);
    converted
}

fn group_info(data: &LegacyGroupInfoRowData, _: &mut Row<'_>) -> GroupInfoRow {
    let LegacyGroupInfoRowData { type_url: _, items, has_divider } = data;
    let items = items.iter().map(|LegacyGroupInfoItem { title, value }| GroupInfoItem::new(title, value));
    let mut group_info = GroupInfoRow::new(items);
    group_info.has_divider = *has_divider;
    group_info
}

fn image_carousel(data: &LegacyImageCarouselRowData, row: &mut Row<'_>) -> ImageCarouselRow {
    let LegacyImageCarouselRowData { type_url: _, items, has_divider } = data;
    let mut pictures = Vec::with_capacity(items.len());
    for (index, LegacyImageCarouselItem { image_url, description }) in items.iter().enumerate() {
        row.image_id(&format!("items/{index}/image_url"), &format!("items/{index}/image_id"), image_url);
        let mut picture = ImageCarouselItem::new(image_url.as_str());
        picture.description.clone_from(description);
        pictures.push(picture);
    }
    let mut carousel = ImageCarouselRow::new(pictures);
    carousel.has_divider = *has_divider;
    carousel
}

/// The longest title of a v2 `title_row`, in Unicode scalar values.
const TITLE: usize = 49;

/// v2 has no such row. Two others come near, when the caller wants them and the title fits.
fn legend(data: &LegacyLegendTitleRowData, place: Place<'_>) -> Vec<Widget> {
    let LegacyLegendTitleRowData { type_url: _, title, subtitle, image_url: _, has_divider, tags } = data;
    let Place { options, report, from, list, index } = place;
    let fits = title.chars().count() <= TITLE;
    if !options.approximate_legend || !fits {
        let message = "v2 has no such row; a `title_row` with a `subtitle_row` comes nearest, without logo and tags";
        let too_long =
            if fits { "" } else { ", but takes no title of more than 49 characters, and this one is longer" };
        report.add(from, Kind::Unmappable, format!("{message}{too_long}"));
        return Vec::new();
    }
    let message = "a `title_row`, with a `subtitle_row` if there is a subtitle, comes nearest to this row";
    report.add(from, Kind::Changed { to: format!("{list}/{index}") }, message);
    for member in ["widget_type", "data/@type"] {
        report.add(format!("{from}/{member}"), Kind::Dropped, "the keys of the v2 rows say it");
    }
    let message = "neither row has a picture; an `event_row` takes the logo as its `image_id`";
    report.add(format!("{from}/data/image_url"), Kind::Lost, message);
    if let Some(tags) = tags {
        let (kind, message) =
            if tags.is_empty() { (Kind::Dropped, EMPTY) } else { (Kind::Lost, "no v2 row has labels of this kind") };
        report.add(format!("{from}/data/tags"), kind, message);
    }
    let mut moved = |member: &str, row: String, to: &str| {
        report.add(
            format!("{from}/data/{member}"),
            Kind::Moved { to: format!("{row}/{to}") },
            "the nearest place in v2",
        );
    };
    let headline = format!("{list}/{index}/title_row");
    moved("title", headline.clone(), "text");
    let mut title = TitleRow::new(title);
    let Some(subtitle) = subtitle else {
        moved("has_divider", headline, "has_divider");
        title.has_divider = *has_divider;
        return vec![title.into()];
    };
    let line = format!("{list}/{}/subtitle_row", index + 1);
    moved("subtitle", line.clone(), "text");
    moved("has_divider", line, "has_divider");
    let mut subtitle = SubtitleRow::new(subtitle);
    subtitle.has_divider = *has_divider;
    vec![title.into(), subtitle.into()]
}

/// Notes the spelling that the types do not remember: `hasDivider` is read as `has_divider`.
pub(super) fn note_spellings(text: &[u8], report: &mut Report) {
    let body: Value = serde_json::from_slice(text).unwrap_or_default();
    let rows = body.pointer("/widgets/widget_list").and_then(Value::as_array);
    for (index, row) in rows.into_iter().flatten().enumerate() {
        if row.pointer("/data/hasDivider").is_none() {
            continue;
        }
        let data = format!("/widgets/widget_list/{index}/data");
        let to = report.at(&data).find_map(|note| note.kind.to()).map(|to| format!("{to}/has_divider"));
        if let Some(to) = to {
            let message = "v2 writes `has_divider`, as every other row does";
            report.add(format!("{data}/hasDivider"), Kind::Moved { to }, message);
        }
    }
}
