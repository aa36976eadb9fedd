// Generated from openapi.json; `make generate` writes it again.

export interface paths {
    "/tasks/image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one page of image tasks */
        get: operations["listImageTasks"];
        put?: never;
        /** Create one image task */
        post: operations["createImageTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/image/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        /** Get one image task */
        get: operations["findImageTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/image/classification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one page of image classification tasks */
        get: operations["listImageClassificationTasks"];
        put?: never;
        /** Create one image classification task */
        post: operations["createImageClassificationTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/image/classification/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        /** Get one image classification task */
        get: operations["findImageClassificationTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/multi-image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one page of multi image tasks */
        get: operations["listMultiImageTasks"];
        put?: never;
        /** Create one multi image task */
        post: operations["createMultiImageTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/multi-image/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        /** Get one multi image task */
        get: operations["findMultiImageTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one page of video tasks */
        get: operations["listVideoTasks"];
        put?: never;
        /** Create one video task */
        post: operations["createVideoTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/video/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        /** Get one video task */
        get: operations["findVideoTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Change the status and the tags of a task of any kind */
        put: operations["updateTask"];
        post?: never;
        /** Delete a task of any kind */
        delete: operations["deleteTask"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Attribute
         * @description One attribute: `key` and `value` are sent, `name` and `type` come back with them.
         * @example {
         *       "key": "kind",
         *       "value": "tabby"
         *     }
         */
        Attribute: {
            /** @description The attribute's key, as configured in the project. */
            key: string;
            /** @description A string, a number, a flag, or a list of strings or numbers. */
            value: unknown;
            /** @description The label people see, such as `Kind`. Told by the service. */
            name?: string | null;
            /** @description The kind of input, such as `text`, `switch` or `checkbox`. Told by the service. */
            type?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * BBox
         * @description A box.
         * @example {
         *       "type": "bbox",
         *       "value": "cat",
         *       "points": [
         *         100,
         *         100,
         *         200,
         *         200
         *       ]
         *     }
         */
        BBox: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "bbox";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description Top-left x, top-left y, bottom-right x, bottom-right y, in pixels. */
            points: [
                number,
                number,
                number,
                number
            ];
        } & {
            [key: string]: unknown;
        };
        /**
         * Content
         * @description One image of a task of several.
         * @example {
         *       "name": "01.jpg",
         *       "width": 451,
         *       "height": 300,
         *       "url": "https://media.example/chelsea.png"
         *     }
         */
        Content: {
            /** @description Unique in its task; annotations refer to it in their `content`. */
            name: string;
            /** @description Where the image can be downloaded, for a limited time. */
            url?: string | null;
            /** @description Pixels. */
            width?: number | null;
            /** @description Pixels. */
            height?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Error
         * @description Why a call was refused.
         * @example {
         *       "statusCode": 422,
         *       "error": "Unprocessable Entity",
         *       "message": "name is required"
         *     }
         */
        Error: {
            /** @description The HTTP status again. */
            statusCode?: number | null;
            /** @description The HTTP status in words. */
            error?: string | null;
            /** @description What was wrong. */
            message?: string | string[] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * FramePoint
         * @description Where a box is on one frame.
         * @example {
         *       "value": [
         *         100,
         *         100,
         *         200,
         *         200
         *       ],
         *       "autogenerated": false
         *     }
         */
        FramePoint: {
            /** @description Top-left x, top-left y, bottom-right x, bottom-right y, in pixels of the frame. */
            value: [
                number,
                number,
                number,
                number
            ];
            /** @description Whether the service interpolated the box; if not, this is a keyframe drawn by hand. */
            autogenerated: boolean;
        } & {
            [key: string]: unknown;
        };
        /**
         * ImageClassificationTask
         * @description An image and its attributes.
         * @example {
         *       "id": "5e0c92aa",
         *       "name": "chelsea.png",
         *       "status": "registered",
         *       "tags": [],
         *       "width": 451,
         *       "height": 300,
         *       "url": "https://media.example/chelsea.png",
         *       "attributes": [
         *         {
         *           "key": "kind",
         *           "name": "Kind",
         *           "type": "text",
         *           "value": "tabby"
         *         }
         *       ],
         *       "createdAt": "2021-02-22T11:25:27.158Z",
         *       "updatedAt": "2021-02-23T08:00:00.000Z"
         *     }
         */
        ImageClassificationTask: {
            /** @description Assigned by the service. */
            id: string;
            /** @description Unique in its project. */
            name: string;
            /** @description Where the task stands in its workflow; an unknown status is kept as it is. */
            status?: ("approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped") | string | null;
            /** @description Free labels of the whole task, for filters. */
            tags?: string[] | null;
            /** @description Display name of the annotator. */
            assignee?: string | null;
            /** @description Display name of the reviewer. */
            reviewer?: string | null;
            /** @description Display name of the customer's reviewer. */
            customerReviewer?: string | null;
            /** @description When it was created. */
            createdAt?: string | null;
            /** @description When it was last changed. */
            updatedAt?: string | null;
            /** @description Pixels. */
            width?: number | null;
            /** @description Pixels. */
            height?: number | null;
            /** @description Where the image can be downloaded, for a limited time. */
            url?: string | null;
            /** @description Attributes of the whole image. */
            attributes?: components["schemas"]["Attribute"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ImageTask
         * @description An image and its annotations.
         * @example {
         *       "id": "b3d1c4f0",
         *       "name": "chelsea.png",
         *       "status": "approved",
         *       "tags": [
         *         "demo"
         *       ],
         *       "assignee": "Aiko",
         *       "reviewer": "Ben",
         *       "customerReviewer": "Chidi",
         *       "width": 451,
         *       "height": 300,
         *       "url": "https://media.example/chelsea.png",
         *       "annotations": [
         *         {
         *           "type": "bbox",
         *           "title": "Cat",
         *           "value": "cat",
         *           "color": "#b36d18",
         *           "points": [
         *             100,
         *             100,
         *             200,
         *             200
         *           ],
         *           "attributes": [
         *             {
         *               "key": "kind",
         *               "name": "Kind",
         *               "type": "text",
         *               "value": "tabby"
         *             }
         *           ]
         *         }
         *       ],
         *       "createdAt": "2021-02-22T11:25:27.158Z",
         *       "updatedAt": "2021-02-23T08:00:00.000Z"
         *     }
         */
        ImageTask: {
            /** @description Assigned by the service. */
            id: string;
            /** @description Unique in its project. */
            name: string;
            /** @description Where the task stands in its workflow; an unknown status is kept as it is. */
            status?: ("approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped") | string | null;
            /** @description Free labels of the whole task, for filters. */
            tags?: string[] | null;
            /** @description Display name of the annotator. */
            assignee?: string | null;
            /** @description Display name of the reviewer. */
            reviewer?: string | null;
            /** @description Display name of the customer's reviewer. */
            customerReviewer?: string | null;
            /** @description When it was created. */
            createdAt?: string | null;
            /** @description When it was last changed. */
            updatedAt?: string | null;
            /** @description Pixels. */
            width?: number | null;
            /** @description Pixels. */
            height?: number | null;
            /** @description Where the image can be downloaded, for a limited time. */
            url?: string | null;
            /** @description In the order in which they were drawn. */
            annotations?: ((components["schemas"]["BBox"] | components["schemas"]["Polygon"] | components["schemas"]["Keypoint"] | components["schemas"]["Line"] | components["schemas"]["Segmentation"]) | components["schemas"]["UnknownAnnotation"])[] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Keypoint
         * @description A point.
         * @example {
         *       "type": "keypoint",
         *       "value": "nose",
         *       "points": [
         *         150.5,
         *         160
         *       ]
         *     }
         */
        Keypoint: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "keypoint";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description x, y, in pixels. */
            points: [
                number,
                number
            ];
        } & {
            [key: string]: unknown;
        };
        /**
         * Line
         * @description An open line through two or more vertices.
         * @example {
         *       "type": "line",
         *       "value": "tail",
         *       "points": [
         *         100,
         *         100,
         *         200,
         *         150
         *       ]
         *     }
         */
        Line: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "line";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description x, y, x, y, … in pixels: an even count of numbers. */
            points: number[];
        } & {
            [key: string]: unknown;
        };
        /**
         * MultiImageTask
         * @description Several images and their annotations; each annotation's `content` names its image.
         * @example {
         *       "id": "77aa01bc",
         *       "name": "walk",
         *       "contents": [
         *         {
         *           "name": "01.jpg",
         *           "width": 451,
         *           "height": 300,
         *           "url": "https://media.example/chelsea.png"
         *         }
         *       ],
         *       "status": "in_review",
         *       "tags": [],
         *       "annotations": [
         *         {
         *           "type": "segmentation",
         *           "title": "Cat",
         *           "value": "cat",
         *           "color": "#b36d18",
         *           "content": "01.jpg",
         *           "points": [
         *             [
         *               [
         *                 100,
         *                 100,
         *                 300,
         *                 100,
         *                 300,
         *                 250,
         *                 100,
         *                 100
         *               ]
         *             ]
         *           ],
         *           "attributes": []
         *         }
         *       ],
         *       "createdAt": "2021-02-22T11:25:27.158Z",
         *       "updatedAt": "2021-02-23T08:00:00.000Z"
         *     }
         */
        MultiImageTask: {
            /** @description Assigned by the service. */
            id: string;
            /** @description Unique in its project. */
            name: string;
            /** @description Where the task stands in its workflow; an unknown status is kept as it is. */
            status?: ("approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped") | string | null;
            /** @description Free labels of the whole task, for filters. */
            tags?: string[] | null;
            /** @description Display name of the annotator. */
            assignee?: string | null;
            /** @description Display name of the reviewer. */
            reviewer?: string | null;
            /** @description Display name of the customer's reviewer. */
            customerReviewer?: string | null;
            /** @description When it was created. */
            createdAt?: string | null;
            /** @description When it was last changed. */
            updatedAt?: string | null;
            /** @description The images. */
            contents?: components["schemas"]["Content"][] | null;
            /** @description In the order in which they were drawn. */
            annotations?: ((components["schemas"]["BBox"] | components["schemas"]["Polygon"] | components["schemas"]["Keypoint"] | components["schemas"]["Line"] | components["schemas"]["Segmentation"]) | components["schemas"]["UnknownAnnotation"])[] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * NewAttribute
         * @description One attribute: `key` and `value` are sent, `name` and `type` come back with them.
         * @example {
         *       "key": "kind",
         *       "value": "tabby"
         *     }
         */
        NewAttribute: {
            /** @description The attribute's key, as configured in the project. */
            key: string;
            /** @description A string, a number, a flag, or a list of strings or numbers. */
            value: unknown;
            /** @description The label people see, such as `Kind`. Told by the service. */
            name?: string | null;
            /** @description The kind of input, such as `text`, `switch` or `checkbox`. Told by the service. */
            type?: string | null;
        };
        /**
         * NewBBox
         * @description A box.
         * @example {
         *       "type": "bbox",
         *       "value": "cat",
         *       "points": [
         *         100,
         *         100,
         *         200,
         *         200
         *       ]
         *     }
         */
        NewBBox: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "bbox";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description Top-left x, top-left y, bottom-right x, bottom-right y, in pixels. */
            points: [
                number,
                number,
                number,
                number
            ];
        };
        /**
         * NewContent
         * @description One image of a multi-image task to create.
         * @example {
         *       "name": "01.png",
         *       "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
         *     }
         */
        NewContent: {
            /** @description Unique in its task; annotations refer to it in their `content`. */
            name: string;
            /** @description A whole PNG or JPEG in standard base64: no line breaks, no `data:` prefix. */
            file: string;
        };
        /**
         * NewFramePoint
         * @description Where a box is on one frame.
         * @example {
         *       "value": [
         *         100,
         *         100,
         *         200,
         *         200
         *       ],
         *       "autogenerated": false
         *     }
         */
        NewFramePoint: {
            /** @description Top-left x, top-left y, bottom-right x, bottom-right y, in pixels of the frame. */
            value: [
                number,
                number,
                number,
                number
            ];
            /** @description Whether the service interpolated the box; if not, this is a keyframe drawn by hand. */
            autogenerated: boolean;
        };
        /**
         * NewImageClassificationTask
         * @description A PNG or JPEG to create a task from.
         * @example {
         *       "project": "kinds",
         *       "name": "chelsea.png",
         *       "attributes": [
         *         {
         *           "key": "kind",
         *           "value": "tabby"
         *         }
         *       ],
         *       "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
         *     }
         */
        NewImageClassificationTask: {
            /** @description The project's slug. */
            project: string;
            /** @description Unique in the project. */
            name: string;
            /**
             * @description By default the service sets `registered`.
             * @enum {string}
             */
            status?: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
            /** @description Free labels of the whole task, for filters. */
            tags?: string[];
            /** @description The whole file in standard base64: no line breaks, no `data:` prefix. */
            file: string;
            /** @description Attributes of the whole image. */
            attributes?: components["schemas"]["NewAttribute"][];
        };
        /**
         * NewImageTask
         * @description A PNG or JPEG to create a task from.
         * @example {
         *       "project": "cats",
         *       "name": "chelsea.png",
         *       "status": "approved",
         *       "tags": [
         *         "demo"
         *       ],
         *       "annotations": [
         *         {
         *           "type": "bbox",
         *           "value": "cat",
         *           "points": [
         *             100,
         *             100,
         *             200,
         *             200
         *           ],
         *           "attributes": [
         *             {
         *               "key": "kind",
         *               "value": "tabby"
         *             }
         *           ]
         *         },
         *         {
         *           "type": "keypoint",
         *           "value": "nose",
         *           "points": [
         *             150.5,
         *             160
         *           ]
         *         }
         *       ],
         *       "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
         *     }
         */
        NewImageTask: {
            /** @description The project's slug. */
            project: string;
            /** @description Unique in the project. */
            name: string;
            /**
             * @description By default the service sets `registered`.
             * @enum {string}
             */
            status?: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
            /** @description Free labels of the whole task, for filters. */
            tags?: string[];
            /** @description The whole file in standard base64: no line breaks, no `data:` prefix. */
            file: string;
            /** @description In the order in which they were drawn. */
            annotations?: (components["schemas"]["NewBBox"] | components["schemas"]["NewPolygon"] | components["schemas"]["NewKeypoint"] | components["schemas"]["NewLine"] | components["schemas"]["NewSegmentation"])[];
        };
        /**
         * NewKeypoint
         * @description A point.
         * @example {
         *       "type": "keypoint",
         *       "value": "nose",
         *       "points": [
         *         150.5,
         *         160
         *       ]
         *     }
         */
        NewKeypoint: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "keypoint";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description x, y, in pixels. */
            points: [
                number,
                number
            ];
        };
        /**
         * NewLine
         * @description An open line through two or more vertices.
         * @example {
         *       "type": "line",
         *       "value": "tail",
         *       "points": [
         *         100,
         *         100,
         *         200,
         *         150
         *       ]
         *     }
         */
        NewLine: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "line";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description x, y, x, y, … in pixels: an even count of numbers. */
            points: number[];
        };
        /**
         * NewMultiImageTask
         * @description PNGs or JPEGs to create one task from.
         * @example {
         *       "project": "walks",
         *       "name": "walk",
         *       "annotations": [
         *         {
         *           "type": "segmentation",
         *           "value": "cat",
         *           "content": "01.png",
         *           "points": [
         *             [
         *               [
         *                 100,
         *                 100,
         *                 300,
         *                 100,
         *                 300,
         *                 250,
         *                 100,
         *                 100
         *               ]
         *             ]
         *           ]
         *         }
         *       ],
         *       "contents": [
         *         {
         *           "name": "01.png",
         *           "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
         *         },
         *         {
         *           "name": "02.png",
         *           "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
         *         }
         *       ]
         *     }
         */
        NewMultiImageTask: {
            /** @description The project's slug. */
            project: string;
            /** @description Unique in the project. */
            name: string;
            /**
             * @description By default the service sets `registered`.
             * @enum {string}
             */
            status?: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
            /** @description Free labels of the whole task, for filters. */
            tags?: string[];
            /** @description The images; no two of the same name. */
            contents: components["schemas"]["NewContent"][];
            /** @description In the order in which they were drawn. */
            annotations?: ({
                /** @description The name of the image that the annotation is on: one of those in `contents`. */
                content: string;
            } & (components["schemas"]["NewBBox"] | components["schemas"]["NewPolygon"] | components["schemas"]["NewKeypoint"] | components["schemas"]["NewLine"] | components["schemas"]["NewSegmentation"]))[];
        };
        /**
         * NewPolygon
         * @description A polygon of one ring, without holes.
         * @example {
         *       "type": "polygon",
         *       "value": "ear",
         *       "points": [
         *         100,
         *         100,
         *         300,
         *         100,
         *         300,
         *         250
         *       ]
         *     }
         */
        NewPolygon: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "polygon";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description x, y, x, y, … in pixels: an even count of numbers. The first vertex is not repeated at the end. */
            points: number[];
        };
        /**
         * NewSegmentation
         * @description One or more regions; the first ring of each is its outline, any further ones are holes.
         * @example {
         *       "type": "segmentation",
         *       "value": "cat",
         *       "points": [
         *         [
         *           [
         *             100,
         *             100,
         *             300,
         *             100,
         *             300,
         *             250,
         *             100,
         *             100
         *           ]
         *         ]
         *       ]
         *     }
         */
        NewSegmentation: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "segmentation";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description Regions → rings → x, y, x, y, … in pixels: an even count of numbers. A ring is closed: its first vertex is repeated at the end. Outlines run clockwise as seen on the screen. */
            points: number[][][];
        };
        /**
         * NewVideoBBox
         * @description A box on a stretch of a video, frame by frame.
         * @example {
         *       "type": "bbox",
         *       "value": "cat",
         *       "points": {
         *         "1": {
         *           "value": [
         *             100,
         *             100,
         *             200,
         *             200
         *           ],
         *           "autogenerated": false
         *         }
         *       }
         *     }
         */
        NewVideoBBox: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "bbox";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description Frame number (the first frame is 1) → where the box is on that frame. */
            points: {
                [key: string]: components["schemas"]["NewFramePoint"];
            };
        };
        /**
         * NewVideoTask
         * @description An MP4 to create a task from.
         * @example {
         *       "project": "films",
         *       "name": "bunny.mp4",
         *       "annotations": [
         *         {
         *           "type": "bbox",
         *           "value": "rabbit",
         *           "points": {
         *             "1": {
         *               "value": [
         *                 100,
         *                 100,
         *                 200,
         *                 200
         *               ],
         *               "autogenerated": false
         *             },
         *             "24": {
         *               "value": [
         *                 110,
         *                 110,
         *                 220,
         *                 220
         *               ],
         *               "autogenerated": false
         *             }
         *           }
         *         }
         *       ],
         *       "file": "AAAAGGZ0eXBpc29tAAAAAGlzb21pc28ybXA0MQ=="
         *     }
         */
        NewVideoTask: {
            /** @description The project's slug. */
            project: string;
            /** @description Unique in the project. */
            name: string;
            /**
             * @description By default the service sets `registered`.
             * @enum {string}
             */
            status?: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
            /** @description Free labels of the whole task, for filters. */
            tags?: string[];
            /** @description The whole file in standard base64: no line breaks, no `data:` prefix. */
            file: string;
            /** @description In the order in which they were drawn. */
            annotations?: components["schemas"]["NewVideoBBox"][];
        };
        /**
         * Polygon
         * @description A polygon of one ring, without holes.
         * @example {
         *       "type": "polygon",
         *       "value": "ear",
         *       "points": [
         *         100,
         *         100,
         *         300,
         *         100,
         *         300,
         *         250
         *       ]
         *     }
         */
        Polygon: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "polygon";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description x, y, x, y, … in pixels: an even count of numbers. The first vertex is not repeated at the end. */
            points: number[];
        } & {
            [key: string]: unknown;
        };
        /**
         * Segmentation
         * @description One or more regions; the first ring of each is its outline, any further ones are holes.
         * @example {
         *       "type": "segmentation",
         *       "value": "cat",
         *       "points": [
         *         [
         *           [
         *             100,
         *             100,
         *             300,
         *             100,
         *             300,
         *             250,
         *             100,
         *             100
         *           ]
         *         ]
         *       ]
         *     }
         */
        Segmentation: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "segmentation";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description Regions → rings → x, y, x, y, … in pixels: an even count of numbers. A ring is closed: its first vertex is repeated at the end. Outlines run clockwise as seen on the screen. */
            points: number[][][];
        } & {
            [key: string]: unknown;
        };
        /**
         * TaskId
         * @description The service's id of a task.
         * @example b3d1c4f0
         */
        TaskId: string;
        /**
         * TaskStatus
         * @description The states a task can be in.
         * @enum {string}
         */
        TaskStatus: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
        /**
         * TaskUpdate
         * @description What to change of a task, whatever its kind.
         * @example {
         *       "status": "approved",
         *       "tags": [
         *         "demo"
         *       ]
         *     }
         */
        TaskUpdate: {
            /**
             * @description Left out, it stays as it is.
             * @enum {string}
             */
            status?: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
            /** @description All tags that the task shall have; an empty list clears them, left out they stay. */
            tags?: string[];
        };
        /**
         * UnknownAnnotation
         * @description An annotation of a type not listed, or one that does not fit its type.
         * @example {
         *       "type": "cuboid",
         *       "value": "box",
         *       "points": {
         *         "front": [
         *           100,
         *           100,
         *           200,
         *           200
         *         ],
         *         "depth": 20
         *       }
         *     }
         */
        UnknownAnnotation: {
            /** @description Usually a string. */
            type?: unknown;
            /** @description Usually the class, a string. */
            value?: unknown;
            /** @description Of any shape. */
            points?: unknown;
        } & {
            [key: string]: unknown;
        };
        /**
         * VideoBBox
         * @description A box on a stretch of a video, frame by frame.
         * @example {
         *       "type": "bbox",
         *       "value": "cat",
         *       "points": {
         *         "1": {
         *           "value": [
         *             100,
         *             100,
         *             200,
         *             200
         *           ],
         *           "autogenerated": false
         *         }
         *       }
         *     }
         */
        VideoBBox: {
            /**
             * @description The shape, which decides the form of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "bbox";
            /** @description The class, by its value as configured in the project, such as `cat`. */
            value: string;
            /** @description The class's label, such as `Cat`. Told by the service. */
            title?: string | null;
            /** @description The class's colour as `#rrggbb`. Told by the service. */
            color?: string | null;
            /** @description What is said of this one, by the attributes that its class has. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description In a multi-image task, the name of the image that the annotation is on. */
            content?: string | null;
            /** @description Frame number (the first frame is 1) → where the box is on that frame. */
            points: {
                [key: string]: components["schemas"]["FramePoint"];
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * VideoTask
         * @description A video and its annotations.
         * @example {
         *       "id": "c09f4e21",
         *       "name": "bunny.mp4",
         *       "status": "completed",
         *       "tags": [
         *         "demo"
         *       ],
         *       "width": 1280,
         *       "height": 720,
         *       "fps": 29.97,
         *       "frameCount": 480,
         *       "duration": 16.016,
         *       "url": "https://media.example/bunny.mp4",
         *       "annotations": [
         *         {
         *           "type": "bbox",
         *           "title": "Rabbit",
         *           "value": "rabbit",
         *           "color": "#1868b3",
         *           "points": {
         *             "1": {
         *               "value": [
         *                 100,
         *                 100,
         *                 200,
         *                 200
         *               ],
         *               "autogenerated": false
         *             },
         *             "2": {
         *               "value": [
         *                 110,
         *                 110,
         *                 220,
         *                 220
         *               ],
         *               "autogenerated": true
         *             }
         *           },
         *           "attributes": []
         *         }
         *       ],
         *       "createdAt": "2021-02-22T11:25:27.158Z",
         *       "updatedAt": "2021-02-23T08:00:00.000Z"
         *     }
         */
        VideoTask: {
            /** @description Assigned by the service. */
            id: string;
            /** @description Unique in its project. */
            name: string;
            /** @description Where the task stands in its workflow; an unknown status is kept as it is. */
            status?: ("approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped") | string | null;
            /** @description Free labels of the whole task, for filters. */
            tags?: string[] | null;
            /** @description Display name of the annotator. */
            assignee?: string | null;
            /** @description Display name of the reviewer. */
            reviewer?: string | null;
            /** @description Display name of the customer's reviewer. */
            customerReviewer?: string | null;
            /** @description When it was created. */
            createdAt?: string | null;
            /** @description When it was last changed. */
            updatedAt?: string | null;
            /** @description Pixels. */
            width?: number | null;
            /** @description Pixels. */
            height?: number | null;
            /** @description Frames per second. */
            fps?: number | null;
            /** @description Frames in the whole video. */
            frameCount?: number | null;
            /** @description Seconds. */
            duration?: number | null;
            /** @description Where the video can be downloaded, for a limited time. */
            url?: string | null;
            /** @description In the order in which they were drawn. */
            annotations?: (components["schemas"]["VideoBBox"] | components["schemas"]["UnknownAnnotation"])[] | null;
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description The new task's id. */
        Created: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TaskId"];
            };
        };
        /** @description The task's id. */
        Updated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TaskId"];
            };
        };
        /** @description The task is gone; there is no body. */
        Deleted: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The token is missing or wrong. */
        TokenRefused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The token does not reach that far. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description There is no such task. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The name is already taken in its project. */
        NameTaken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Too many calls: up to 10000 in 10 minutes are allowed. */
        TooManyCalls: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The call is wrong; the message says why. */
        Refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The service failed. */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        TaskId: components["schemas"]["TaskId"];
        /** @description The project's slug. */
        Project: string;
        /** @description Only tasks of this status. */
        Status: components["schemas"]["TaskStatus"];
        /** @description Only tasks with these tags: the key is repeated, once for each. */
        Tags: string[];
        /** @description Only the task of this name; names are unique in a project. */
        TaskName: string;
        /** @description How many tasks to pass over. No answer tells how many there are: an empty page is past the last. */
        Offset: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Attribute = components['schemas']['Attribute'];
export type BBox = components['schemas']['BBox'];
export type Content = components['schemas']['Content'];
export type Error = components['schemas']['Error'];
export type FramePoint = components['schemas']['FramePoint'];
export type ImageClassificationTask = components['schemas']['ImageClassificationTask'];
export type ImageTask = components['schemas']['ImageTask'];
export type Keypoint = components['schemas']['Keypoint'];
export type Line = components['schemas']['Line'];
export type MultiImageTask = components['schemas']['MultiImageTask'];
export type NewAttribute = components['schemas']['NewAttribute'];
export type NewBBox = components['schemas']['NewBBox'];
export type NewContent = components['schemas']['NewContent'];
export type NewFramePoint = components['schemas']['NewFramePoint'];
export type NewImageClassificationTask = components['schemas']['NewImageClassificationTask'];
export type NewImageTask = components['schemas']['NewImageTask'];
export type NewKeypoint = components['schemas']['NewKeypoint'];
export type NewLine = components['schemas']['NewLine'];
export type NewMultiImageTask = components['schemas']['NewMultiImageTask'];
export type NewPolygon = components['schemas']['NewPolygon'];
export type NewSegmentation = components['schemas']['NewSegmentation'];
export type NewVideoBBox = components['schemas']['NewVideoBBox'];
export type NewVideoTask = components['schemas']['NewVideoTask'];
export type Polygon = components['schemas']['Polygon'];
export type Segmentation = components['schemas']['Segmentation'];
export type TaskId = components['schemas']['TaskId'];
export type TaskStatus = components['schemas']['TaskStatus'];
export type TaskUpdate = components['schemas']['TaskUpdate'];
export type UnknownAnnotation = components['schemas']['UnknownAnnotation'];
export type VideoBBox = components['schemas']['VideoBBox'];
export type VideoTask = components['schemas']['VideoTask'];
export type ResponseCreated = components['responses']['Created'];
export type ResponseUpdated = components['responses']['Updated'];
export type ResponseDeleted = components['responses']['Deleted'];
export type ResponseTokenRefused = components['responses']['TokenRefused'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseNotFound = components['responses']['NotFound'];
export type ResponseNameTaken = components['responses']['NameTaken'];
export type ResponseTooManyCalls = components['responses']['TooManyCalls'];
export type ResponseRefused = components['responses']['Refused'];
export type ResponseFailed = components['responses']['Failed'];
export type ParameterTaskId = components['parameters']['TaskId'];
export type ParameterProject = components['parameters']['Project'];
export type ParameterStatus = components['parameters']['Status'];
export type ParameterTags = components['parameters']['Tags'];
export type ParameterTaskName = components['parameters']['TaskName'];
export type ParameterOffset = components['parameters']['Offset'];
export type $defs = Record<string, never>;
export interface operations {
    listImageTasks: {
        parameters: {
            query: {
                /** @description The project's slug. */
                project: components["parameters"]["Project"];
                /** @description Only tasks of this status. */
                status?: components["parameters"]["Status"];
                /** @description Only tasks with these tags: the key is repeated, once for each. */
                tags?: components["parameters"]["Tags"];
                /** @description Only the task of this name; names are unique in a project. */
                taskName?: components["parameters"]["TaskName"];
                /** @description How many tasks to pass over. No answer tells how many there are: an empty page is past the last. */
                offset?: components["parameters"]["Offset"];
                /** @description The most tasks to give. The default is what release 0.7.0 asks for; what the service assumes without one is not documented. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageTask"][];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    createImageTask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImageTask"];
            };
        };
        responses: {
            200: components["responses"]["Created"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["NameTaken"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    findImageTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageTask"];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    listImageClassificationTasks: {
        parameters: {
            query: {
                /** @description The project's slug. */
                project: components["parameters"]["Project"];
                /** @description Only tasks of this status. */
                status?: components["parameters"]["Status"];
                /** @description Only tasks with these tags: the key is repeated, once for each. */
                tags?: components["parameters"]["Tags"];
                /** @description Only the task of this name; names are unique in a project. */
                taskName?: components["parameters"]["TaskName"];
                /** @description How many tasks to pass over. No answer tells how many there are: an empty page is past the last. */
                offset?: components["parameters"]["Offset"];
                /** @description The most tasks to give. The default is what release 0.7.0 asks for; what the service assumes without one is not documented. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClassificationTask"][];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    createImageClassificationTask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImageClassificationTask"];
            };
        };
        responses: {
            200: components["responses"]["Created"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["NameTaken"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    findImageClassificationTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClassificationTask"];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    listMultiImageTasks: {
        parameters: {
            query: {
                /** @description The project's slug. */
                project: components["parameters"]["Project"];
                /** @description Only tasks of this status. */
                status?: components["parameters"]["Status"];
                /** @description Only tasks with these tags: the key is repeated, once for each. */
                tags?: components["parameters"]["Tags"];
                /** @description Only the task of this name; names are unique in a project. */
                taskName?: components["parameters"]["TaskName"];
                /** @description How many tasks to pass over. No answer tells how many there are: an empty page is past the last. */
                offset?: components["parameters"]["Offset"];
                /** @description The most tasks to give. The default is what release 0.7.0 asks for; what the service assumes without one is not documented. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MultiImageTask"][];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    createMultiImageTask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMultiImageTask"];
            };
        };
        responses: {
            200: components["responses"]["Created"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["NameTaken"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    findMultiImageTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MultiImageTask"];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    listVideoTasks: {
        parameters: {
            query: {
                /** @description The project's slug. */
                project: components["parameters"]["Project"];
                /** @description Only tasks of this status. */
                status?: components["parameters"]["Status"];
                /** @description Only tasks with these tags: the key is repeated, once for each. */
                tags?: components["parameters"]["Tags"];
                /** @description Only the task of this name; names are unique in a project. */
                taskName?: components["parameters"]["TaskName"];
                /** @description How many tasks to pass over. No answer tells how many there are: an empty page is past the last. */
                offset?: components["parameters"]["Offset"];
                /** @description The most tasks to give. The default is what release 0.7.0 asks for; what the service assumes without one is not documented. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoTask"][];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    createVideoTask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewVideoTask"];
            };
        };
        responses: {
            200: components["responses"]["Created"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["NameTaken"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    findVideoTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoTask"];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    updateTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskUpdate"];
            };
        };
        responses: {
            200: components["responses"]["Updated"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    deleteTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Deleted"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
}
